"""Nine short lessons whose claims are data: what the page says is what the tests measure."""
