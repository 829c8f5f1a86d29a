using IotXmpp.Exi.Grammars;

namespace IotXmpp.Exi.Body;

/// <summary>
/// The productions of a schema by name, for an encoder, which has a name and looks for a production. The names of a state's productions stand
/// side by side, so that one comparison looks at eight; a state with very many (all global elements) has a hash table. Immutable to
/// its users; one for all encoders of a schema.
/// </summary>
internal sealed class ProductionIndex
{
    private const int FewCompared = 12;
    private const int MostCompared = 64;

    private readonly GrammarRows _rows;
    private readonly int[] _names;
    private readonly Dictionary<int, int>?[] _large;

    /// <summary>Sorts the productions of a schema.</summary>
    public ProductionIndex(GrammarRows rows)
    {
        _rows = rows;
        _names = new int[rows.Productions.Length];
        for (int i = 0; i < _names.Length; i++)
            _names[i] = rows.Productions[i].Name;
        _large = new Dictionary<int, int>?[rows.States.Length];
    }

    /// <summary>The code of AT(qname) in a state, or -1. The name is a number that is not negative.</summary>
    public int FindAttribute(int state, int name)
    {
        ref readonly GrammarRows.StateRow row = ref _rows.States[state];
        return row.Attributes > MostCompared
            ? Large(state).GetValueOrDefault(~name, -1)
            : IndexOf(_names.AsSpan(row.First, row.Attributes), name);
    }

    /// <summary>The code of SE(qname) in a state, or -1. The name is a number that is not negative.</summary>
    public int FindElement(int state, int name)
    {
        ref readonly GrammarRows.StateRow row = ref _rows.States[state];
        if (row.Count > MostCompared)
            return Large(state).GetValueOrDefault(name, -1);
        int code = IndexOf(_names.AsSpan(row.First + row.Attributes, row.Count - row.Attributes), name);
        return code < 0 ? -1 : code + row.Attributes;
    }

    /// <summary>Most states have a handful of productions, which take less time than a call.</summary>
    private static int IndexOf(ReadOnlySpan<int> names, int name)
    {
        if (names.Length > FewCompared)
            return names.IndexOf(name);
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i] == name)
                return i;
        }

        return -1;
    }

    /// <summary>Codes by name, of attributes by the complement of the name. Made at first use; made twice it is the same.</summary>
    private Dictionary<int, int> Large(int state)
    {
        if (Volatile.Read(ref _large[state]) is { } known)
            return known;
        GrammarRows.StateRow row = _rows.States[state];
        var codes = new Dictionary<int, int>();
        for (int code = 0; code < row.Count; code++)
        {
            int name = _names[row.First + code];
            if (name >= 0)
                codes.TryAdd(code < row.Attributes ? ~name : name, code);
        }

        Volatile.Write(ref _large[state], codes);
        return codes;
    }
}
