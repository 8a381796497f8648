"""What the screen looks like: widgets that show a view-model and pass on what is done to them."""
