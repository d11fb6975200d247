"""The classes of Python's syntax tree, made from the parser's table."""
import _corepy_ast

PyCF_ONLY_AST = 0x0400
PyCF_TYPE_COMMENTS = 0x1000
PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_OPTIMIZED_AST = 0x8400


class AST:
    """Base of all nodes: fields by position or by name."""

    __module__ = 'ast'
    _fields = ()
    _attributes = ()
    __match_args__ = ()
    _field_types = {}

    def __init__(self, /, *args, **kwargs):
        cls = type(self)
        fields = self._fields
        if len(args) > len(fields):
            plural = '' if len(fields) == 1 else 's'
            raise TypeError(f'{cls.__name__} constructor takes at most {len(fields)} positional argument{plural}')
        for name, value in zip(fields, args):
            setattr(self, name, value)
        given = set(fields[:len(args)])
        for name, value in kwargs.items():
            if name in given:
                raise TypeError(f"{cls.__name__} got multiple values for argument {name!r}")
            setattr(self, name, value)
        for name in fields[len(args):]:
            if name in kwargs:
                continue
            kind = self._field_types.get(name)
            if kind is None:
                continue
            mark = _marks.get((cls.__name__, name))
            if mark in ('*', '?*'):
                setattr(self, name, [])
            elif kind is _expr_context:
                setattr(self, name, _load())
            elif mark != '?':
                import warnings
                warnings.warn(f"{cls.__name__}.__init__ missing 1 required positional argument: {name!r}. "
                              "This will become an error in Python 3.15.", DeprecationWarning, stacklevel=2)

    def __reduce__(self):
        return type(self), (), self.__dict__.copy()

    def __repr__(self):
        import ast
        return ast.dump(self)


AST.__qualname__ = 'AST'
_marks = {}


def _make():
    builtin = {'identifier': str, 'string': object, 'int': int, 'constant': object}
    made = {}
    rows = _corepy_ast.classes()
    for name, base, fields, attributes, optional_ends, doc in rows:
        namespace = {'__module__': 'ast', '__doc__': doc, '_fields': tuple(field[0] for field in fields),
                     '__match_args__': tuple(field[0] for field in fields)}
        if attributes is not None:
            namespace['_attributes'] = attributes
        if optional_ends:
            namespace['end_lineno'] = namespace['end_col_offset'] = None
        for field, _, mark in fields:
            if mark == '?':
                namespace[field] = None
            _marks[name, field] = mark
        made[name] = type(name, (made[base] if base else AST,), namespace)
    for name, _, fields, _, _, _ in rows:
        types = {}
        for field, kind, mark in fields:
            of = builtin.get(kind) or made[kind]
            types[field] = list[of] if mark in ('*', '?*') else of | None if mark == '?' else of
        made[name]._field_types = types
    return made


_classes = _make()
globals().update(_classes)
_expr_context = _classes['expr_context']
_load = _classes['Load']
_corepy_ast.install(_classes)
del _make
