"""What is counted in a record's texts."""
