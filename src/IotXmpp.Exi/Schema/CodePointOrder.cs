namespace IotXmpp.Exi.Schema;

/// <summary>Compares strings by Unicode code point, which differs from UTF-16 order above U+FFFF.</summary>
internal sealed class CodePointOrder : IComparer<string>
{
    public static CodePointOrder Instance { get; } = new();

    int IComparer<string>.Compare(string? x, string? y) => Compare(x!, y!);

    public static int Compare(string x, string y)
    {
        int length = Math.Min(x.Length, y.Length);
        for (int i = 0; i < length; i++)
        {
            char a = x[i];
            char b = y[i];
            if (a == b)
                continue;
            // Two different surrogates, or neither: UTF-16 order is code point order. A surrogate beside another character
            // stands for a code point above the whole of the BMP.
            bool aHigh = char.IsSurrogate(a);
            return aHigh == char.IsSurrogate(b) ? a.CompareTo(b) : aHigh ? 1 : -1;
        }

        return x.Length.CompareTo(y.Length);
    }
}
