"""Every table in one place, for those who need them all: the migrations and the test that compares the two."""
