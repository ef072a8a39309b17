"""The same network in Brian2, a simulator that no one here wrote: does it do the same?"""
