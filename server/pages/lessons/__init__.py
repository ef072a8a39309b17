"""The Lessons page: short lessons whose claims are data and are checked by the tests."""
