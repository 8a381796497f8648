"""What a manager does: open a store, publish the program. Knows the ports, never who stands behind them."""
