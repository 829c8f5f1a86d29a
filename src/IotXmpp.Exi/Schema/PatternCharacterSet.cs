using System.Text;

namespace IotXmpp.Exi.Schema;

/// <summary>
/// The set of characters of an XML Schema regular expression (EXI Appendix E): the union over everything the expression
/// mentions, whatever its quantifiers. Null means that there is no restricted character set: the expression contains a category or
/// multi-character escape other than \s (. is one of them), or the set has 256 members or more, or members outside the BMP.
/// </summary>
internal sealed class PatternCharacterSet
{
    private const int MaxNesting = 256;

    private readonly int[] _pattern;
    private int _at;
    private int _nesting;

    private PatternCharacterSet(string pattern) => _pattern = [.. pattern.EnumerateRunes().Select(rune => rune.Value)];

    /// <summary>The restricted character set of the union of patterns, ascending, or null if there is none.</summary>
    public static IReadOnlyList<int>? Of(IEnumerable<string> patterns)
    {
        var union = new CodePointSet();
        foreach (string pattern in patterns)
        {
            CodePointSet? one = new PatternCharacterSet(pattern).ReadAll();
            if (one is null)
                return null;
            union.Add(one);
        }

        // An empty set (pattern "") means the same as none: a 0-bit escape before each code point.
        return !union.IsSaturated && union.Count < 256 && union.Maximum <= 0xFFFF ? [.. union.Members] : null;
    }

    private CodePointSet? ReadAll()
    {
        CodePointSet? set = ReadRegExp();
        if (set is not null && _at < _pattern.Length)
            throw new FormatException("unexpected ')' in pattern");
        return set;
    }

    /// <summary>[XSD:1] and [XSD:2]: branches and their pieces, up to ')' or the end.</summary>
    private CodePointSet? ReadRegExp()
    {
        if (++_nesting > MaxNesting)
            throw new FormatException("pattern is nested too deeply");
        var set = new CodePointSet();
        while (_at < _pattern.Length && _pattern[_at] != ')')
        {
            int c = _pattern[_at++];
            switch (c)
            {
                case '|' or '?' or '*' or '+':
                    break;
                case '{':
                    while (Next() != '}')
                    {
                    }

                    break;
                case '(':
                    CodePointSet? inner = ReadRegExp();
                    if (inner is null)
                        return null;
                    set.Add(inner);
                    if (Next() != ')')
                        throw new FormatException("missing ')' in pattern");
                    break;
                case '.':
                    return null;
                case '[':
                    CodePointSet? characterClass = ReadCharacterClass();
                    if (characterClass is null)
                        return null;
                    set.Add(characterClass);
                    break;
                case '\\':
                    if (!AddEscape(set))
                        return null;
                    break;
                default:
                    set.Add(c, c);
                    break;
            }
        }

        _nesting--;
        return set;
    }

    /// <summary>[XSD:12] charClassExpr after its '[': positive or negative group, optional subtraction.</summary>
    private CodePointSet? ReadCharacterClass()
    {
        if (++_nesting > MaxNesting)
            throw new FormatException("pattern is nested too deeply");
        bool negative = Peek() == '^';
        if (negative)
            _at++;
        var set = new CodePointSet();
        CodePointSet? subtracted = null;
        bool first = true;
        while (true)
        {
            int c = Next();
            if (c == ']' && !first)
                break;
            first = false;
            if (c == '-' && Peek() == '[')
            {
                _at++;
                subtracted = ReadCharacterClass();
                if (subtracted is null)
                    return null;
                if (Next() != ']')
                    throw new FormatException("missing ']' in pattern");
                break;
            }

            int low;
            if (c == '\\')
            {
                int? single = SingleEscape();
                if (single is null)
                {
                    _at--;
                    if (!AddEscape(set))
                        return null;
                    continue;
                }

                low = single.Value;
            }
            else
            {
                low = c;
            }

            int high = low;
            if (Peek() == '-' && _at + 1 < _pattern.Length && _pattern[_at + 1] is not (']' or '['))
            {
                _at++;
                high = Next();
                if (high == '\\')
                    high = SingleEscape() ?? throw new FormatException("range in pattern ends in a class escape");
            }

            if (high < low)
                throw new FormatException("range in pattern is reversed");
            set.Add(low, high);
        }

        _nesting--;
        if (negative)
            set = set.Complement();
        if (subtracted is not null)
            set.Remove(subtracted);
        return set;
    }

    /// <summary>After '\': adds a single-character escape or \s; false for the escapes that rule a restricted set out.</summary>
    private bool AddEscape(CodePointSet set)
    {
        int? single = SingleEscape();
        if (single is not null)
        {
            set.Add(single.Value, single.Value);
            return true;
        }

        if (_pattern[_at - 1] != 's')
            return false;
        foreach (int space in (int[])['\t', '\n', '\r', ' '])
            set.Add(space, space);
        return true;
    }

    /// <summary>[XSD:24] SingleCharEsc after '\'; null, with the letter consumed, for another escape.</summary>
    private int? SingleEscape()
    {
        int c = Next();
        return c switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'p' or 'P' or 's' or 'S' or 'i' or 'I' or 'c' or 'C' or 'd' or 'D' or 'w' or 'W' => null,
            _ => c,
        };
    }

    private int Peek() => _at < _pattern.Length ? _pattern[_at] : -1;

    private int Next() => _at < _pattern.Length ? _pattern[_at++] : throw new FormatException("pattern ends too early");
}
