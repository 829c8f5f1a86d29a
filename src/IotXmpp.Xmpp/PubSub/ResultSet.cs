using System.Globalization;
using System.Xml;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>Which part of a long answer is asked for (XEP-0059).</summary>
/// <param name="Max">Entries wanted at most; null for as many as fit.</param>
/// <param name="After">The entries behind this one; null for the beginning.</param>
/// <param name="Before">The entries before this one; empty for the last page; null if this is not a backward request.</param>
/// <param name="Index">Position of the first entry, 0 and up; null if not asked by position.</param>
public sealed record ResultSetRequest(int? Max, string? After, string? Before, int? Index)
{
    /// <summary>Reads the <c>set</c> of a request.</summary>
    /// <exception cref="StanzaException">A number that is none.</exception>
    public static ResultSetRequest Read(XmppElement set) => new(
        Number(set, "max"), set.Element(Ns.Rsm, "after")?.Text, set.Element(Ns.Rsm, "before")?.Text, Number(set, "index"));

    private static int? Number(XmppElement set, string name)
    {
        if (set.Element(Ns.Rsm, name)?.Text is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new StanzaException(StanzaErrors.BadRequest($"'{name}' is no number."));
    }
}

/// <summary>A part of a long answer (XEP-0059).</summary>
/// <param name="Entries">The entries, in the order of the whole.</param>
/// <param name="Index">Position of the first in the whole.</param>
/// <param name="Count">Entries of the whole.</param>
public sealed record ResultSetPage<T>(IReadOnlyList<T> Entries, int Index, int Count)
{
    /// <summary>Cuts a page out of the whole.</summary>
    /// <param name="all">The whole, in order.</param>
    /// <param name="request">What was asked; null for the beginning.</param>
    /// <param name="limit">Entries at most, whatever was asked.</param>
    /// <param name="id">Identifier of an entry.</param>
    /// <exception cref="StanzaException">The entry to continue from is gone (<c>item-not-found</c>, XEP-0059 2.2).</exception>
    public static ResultSetPage<T> Cut(IReadOnlyList<T> all, ResultSetRequest? request, int limit, Func<T, string> id)
    {
        int size = Math.Min(request?.Max ?? limit, limit);
        int start = 0;
        if (request?.Before is { } before)
        {
            int end = before.Length == 0 ? all.Count : Find(before);
            start = Math.Max(0, end - size);
            size = Math.Min(size, end - start);
        }
        else if (request?.After is { } after)
        {
            start = Find(after) + 1;
        }
        else if (request?.Index is { } index)
        {
            start = Math.Min(index, all.Count);
        }

        return new ResultSetPage<T>([.. all.Skip(start).Take(size)], start, all.Count);

        int Find(string wanted)
        {
            for (int i = 0; i < all.Count; i++)
            {
                if (id(all[i]) == wanted)
                    return i;
            }

            throw new StanzaException(StanzaErrors.ItemNotFound("The entry to continue from is gone."));
        }
    }

    /// <summary>Writes the <c>set</c> of the answer.</summary>
    public void WriteTo(XmlWriter writer, Func<T, string> id)
    {
        writer.WriteStartElement("set", Ns.Rsm);
        if (Entries.Count > 0)
        {
            writer.WriteStartElement("first", Ns.Rsm);
            writer.WriteAttributeString("index", Index.ToString(CultureInfo.InvariantCulture));
            writer.WriteString(id(Entries[0]));
            writer.WriteEndElement();
            writer.WriteElementString("last", Ns.Rsm, id(Entries[^1]));
        }

        writer.WriteElementString("count", Ns.Rsm, Count.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndElement();
    }
}
