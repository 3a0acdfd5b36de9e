"""What PyFlink has and this package has not: its names import, and using one says that it is not supported.

A placeholder is a class, so that scripts can derive from it, name it in type hints and keep it in lists. Making an object
of it, calling it or asking it for an attribute raises NotSupportedError with the full name."""

import importlib.abc
import importlib.machinery
import sys
import types

from pyflink._mullion.placeholder_names import MODULES


class Unsupported(type):
    """The class of placeholders."""

    def __call__(cls, *_args, **_options):
        _refuse(cls)

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        _refuse(cls, "." + name)


def _refuse(cls, more=""):
    from pyflink._mullion.unsupported import refuse
    placeholder = next(base for base in cls.__mro__ if "_placeholder" in base.__dict__)
    streams = placeholder.__module__.startswith(("pyflink.datastream", "pyflink.common"))
    kind = "DataStream API" if streams else "PyFlink"
    derived = "" if placeholder is cls else f" (by way of {cls.__name__})"
    refuse(f"{kind}: {placeholder.__name__}{more}{derived}, of {placeholder.__module__}")


def placeholder(module, name):
    """The placeholder for a name of a module."""
    return Unsupported(name, (), {"__module__": module, "_placeholder": True,
                                  "__doc__": "Part of PyFlink that Mullion does not support."})


def fill(module_name, namespace):
    """Adds the placeholders of a module that has real names too; those that are there stay."""
    for name in MODULES[module_name]:
        if name not in namespace:
            namespace[name] = placeholder(module_name, name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the modules that hold placeholders only."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname not in MODULES:
            return None
        is_package = any(other.startswith(fullname + ".") for other in MODULES)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=is_package)

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__doc__ = "Part of PyFlink that Mullion does not support: its names import, using one says so."
        return module

    def exec_module(self, module):
        fill(module.__name__, module.__dict__)


def install():
    """After the finders of files, so that a real module comes first."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
