"""The Lessons page: short lessons whose claims are data, which the tests measure."""
