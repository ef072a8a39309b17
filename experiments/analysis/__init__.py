"""What a sweep's runs say: tables, figures and one page to read."""
