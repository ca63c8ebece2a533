"""What the steps do: everything here may touch disk or network."""
