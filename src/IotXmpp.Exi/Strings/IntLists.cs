namespace IotXmpp.Exi.Strings;

/// <summary>Lists of integers that are made and forgotten together and keep their memory.</summary>
internal sealed class IntLists
{
    private List[] _lists = [];
    private int _count;

    /// <summary>Forgets all lists.</summary>
    public void Clear() => _count = 0;

    /// <summary>Makes an empty list.</summary>
    /// <returns>Its number.</returns>
    public int Make()
    {
        if (_count == _lists.Length)
            Array.Resize(ref _lists, Math.Max(8, _count * 2));
        _lists[_count].Count = 0;
        return _count++;
    }

    /// <summary>Items of a list.</summary>
    public int Count(int list) => _lists[list].Count;

    /// <summary>An item of a list.</summary>
    public ref int At(int list, int index) => ref _lists[list].Items[index];

    /// <summary>Adds an item at the end of a list.</summary>
    public void Add(int list, int item)
    {
        ref List at = ref _lists[list];
        if (at.Items is null)
            at.Items = new int[4];
        else if (at.Count == at.Items.Length)
            Array.Resize(ref at.Items, at.Count * 2);
        at.Items[at.Count++] = item;
    }

    private struct List
    {
        public int[] Items;
        public int Count;
    }
}
