"""What is plugged in: scanners now; receipts and member cards later. No Qt, no database."""
