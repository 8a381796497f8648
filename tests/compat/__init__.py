"""What earlier versions of PosDesk wrote, and this one has to read."""
