"""What this terminal and desktop can do: QR codes, clipboard, browser, hidden input."""
