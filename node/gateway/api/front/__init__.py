"""What every request meets before the app.

server     the HTTP server, with bounds on headers and connections
forms      HEAD as GET without a body, and paths with slashes too many
guard      bounds the rate, size and time of requests, checks the host, sets security headers
addresses  from which network address a request comes, behind proxies too

server | guard → addresses.
"""
