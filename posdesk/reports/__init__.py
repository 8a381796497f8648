"""Reports: numbers first, then the forms made of them."""
