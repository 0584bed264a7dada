"""Who works here and what each may do; the shops they work for; sign-in."""
