"""The beginning of somebody's own plugin package."""

from mentaleval.scaffold.naming import Naming, kind_called, naming
from mentaleval.scaffold.package import package_files, write_package

__all__ = ["Naming", "kind_called", "naming", "package_files", "write_package"]
