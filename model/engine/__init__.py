"""The compiled engine. Everything in it is private: use :mod:`motorloops.model.simulate`."""
