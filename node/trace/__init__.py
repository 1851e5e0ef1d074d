"""From a record to the served model by hashes alone: walk joins the record's half (payment) and the model's half (served)."""
