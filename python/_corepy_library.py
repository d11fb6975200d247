"""Finds and loads the modules of the standard library that are embedded in the binary.

To programs they look like files of <sys.prefix>/lib/python3.14: that folder stands in sys.path, and a path hook answers for it
and for the folders of its packages, whether or not they exist on disk.
"""
import _imp_library
import sys
import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external

_folder = sys._stdlib_dir


class LibraryLoader:
    """Loader of one embedded module."""

    def __init__(self, name, path):
        self.name = name
        self.path = path

    def __eq__(self, other):
        return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        code = self.get_code(module.__name__)
        _bootstrap._call_with_frames_removed(exec, code, module.__dict__)

    def get_code(self, fullname):
        return _imp_library.code(self.name)

    def get_source(self, fullname):
        return _external.decode_source(self.get_data(self.path))

    def get_filename(self, name=None):
        return self.path

    def get_data(self, path):
        return _read(path)

    def is_package(self, fullname):
        return _imp_library.find(self.name)[0]

    def get_resource_reader(self, module):
        from importlib.readers import FileReader
        return FileReader(self) if _external._path_stat(self.path) else LibraryResources(self.path)


class LibraryResources:
    """The files beside an embedded package, for importlib.resources."""

    def __init__(self, path):
        self._folder = path.rpartition('/')[0]

    def files(self):
        from _corepy_resources import LibraryPath
        return LibraryPath(self._folder)

    def open_resource(self, resource):
        from io import BytesIO
        return BytesIO(_read(f'{self._folder}/{resource}'))

    def resource_path(self, resource):
        raise FileNotFoundError(resource)

    def is_resource(self, path):
        return _imp_library.read(_below(f'{self._folder}/{path}')) is not None

    def contents(self):
        return iter(_imp_library.list(_below(self._folder)))


def _below(path):
    """The path below the library's folder; None for another."""
    if path == _folder:
        return ''
    return path[len(_folder) + 1:] if path.startswith(_folder + '/') else None


def _read(path):
    below = _below(path)
    data = None if below is None else _imp_library.read(below)
    if data is not None:
        return data
    import _io
    with _io.open_code(str(path)) as file:
        return file.read()


class LibraryFinder:
    """Finds embedded modules of one folder of the library."""

    def __init__(self, path):
        below = _below(path)
        if below is None or not _imp_library.list(below):
            raise ImportError('only for the embedded library', path=path)
        self.path = path
        self._prefix = below.replace('/', '.') + '.' if below else ''

    def __repr__(self):
        return f'LibraryFinder({self.path!r})'

    def find_spec(self, fullname, target=None):
        name = self._prefix + fullname.rpartition('.')[2]
        found = _imp_library.find(name)
        if found is None:
            return None
        is_package, below = found
        path = f'{_folder}/{below}'
        spec = _bootstrap.ModuleSpec(fullname, LibraryLoader(name, path), origin=path, is_package=is_package)
        spec._set_fileattr = True
        spec.cached = _external._get_cached(path)
        if is_package:
            spec.submodule_search_locations.append(path.rpartition('/')[0])
        return spec

    def iter_modules(self, prefix=''):
        for name in _imp_library.list(_below(self.path)):
            found = _imp_library.find(self._prefix + name.removesuffix('.py'))
            if found is not None and name != '__init__.py':
                yield prefix + name.removesuffix('.py'), found[0]

    def invalidate_caches(self):
        pass


def install():
    """Makes the library importable: called once, when importlib has been loaded."""
    sys.path_hooks.insert(0, LibraryFinder)
    for name in ('_frozen_importlib', '_frozen_importlib_external'):
        module = sys.modules[name]
        real = 'importlib._bootstrap' if name == '_frozen_importlib' else 'importlib._bootstrap_external'
        module.__file__ = f'{_folder}/{real.replace(".", "/")}.py'
