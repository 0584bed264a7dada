"""Ca Trực: shifts, cases, sheets and a fair score for a customer-care team."""
