"""Letters to authors made of what judges wrote: gathered, checked for names, edited, approved and sent."""
