"""A made-up store to try PosDesk with: two years of it from a seed, and a morning at its counter."""
