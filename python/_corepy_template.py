"""string.templatelib's Template and Interpolation: what t-strings make."""
from itertools import zip_longest


class Interpolation:
    """A value interpolated into a t-string, with how it was written."""

    __module__ = 'string.templatelib'
    __slots__ = ('value', 'expression', 'conversion', 'format_spec')
    __match_args__ = ('value', 'expression', 'conversion', 'format_spec')

    def __new__(cls, value, expression='', conversion=None, format_spec=''):
        self = object.__new__(cls)
        for name, given in zip(cls.__slots__, (value, expression, conversion, format_spec)):
            object.__setattr__(self, name, given)
        return self

    def __setattr__(self, name, value):
        raise AttributeError('readonly attribute')

    def __repr__(self):
        return f'Interpolation({self.value!r}, {self.expression!r}, {self.conversion!r}, {self.format_spec!r})'

    def __reduce__(self):
        return type(self), (self.value, self.expression, self.conversion, self.format_spec)


class Template:
    """A t-string's strings and interpolations."""

    __module__ = 'string.templatelib'
    __slots__ = ('strings', 'interpolations')

    def __new__(cls, *args):
        strings, interpolations = [''], []
        for item in args:
            if isinstance(item, str):
                strings[-1] += item
            elif isinstance(item, Interpolation):
                interpolations.append(item)
                strings.append('')
            else:
                raise TypeError(f"Template.__new__ *args need to be of type 'str' or 'Interpolation', got {type(item).__name__}")
        return _template(tuple(strings), tuple(interpolations), cls)

    def __setattr__(self, name, value):
        raise AttributeError('readonly attribute')

    @property
    def values(self):
        """Values of interpolations"""
        return tuple(item.value for item in self.interpolations)

    def __iter__(self):
        for text, item in zip_longest(self.strings, self.interpolations):
            if text:
                yield text
            if item is not None:
                yield item

    def __add__(self, other):
        if isinstance(other, Template):
            joined = self.strings[:-1] + (self.strings[-1] + other.strings[0],) + other.strings[1:]
            return _template(joined, self.interpolations + other.interpolations)
        kind = type(other).__name__
        raise TypeError(f'can only concatenate string.templatelib.Template (not "{kind}") to string.templatelib.Template')

    def __repr__(self):
        return f'Template(strings={self.strings!r}, interpolations={self.interpolations!r})'


def _template(strings, interpolations, cls=Template):
    self = object.__new__(cls)
    object.__setattr__(self, 'strings', strings)
    object.__setattr__(self, 'interpolations', interpolations)
    return self


_interpolation = Interpolation
