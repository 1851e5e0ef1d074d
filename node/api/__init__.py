"""The gateway's HTTP API: endpoints translate, and decide nothing."""
