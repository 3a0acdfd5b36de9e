"""The names of py4j that PyFlink scripts import; there is no Java here."""
