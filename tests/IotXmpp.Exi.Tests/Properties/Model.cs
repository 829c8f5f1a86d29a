using System.Globalization;
using System.Text;

namespace IotXmpp.Exi.Tests.Properties;

/// <summary>A particle of a random content model: an element, a wildcard, a sequence or a choice, with its occurrences.</summary>
internal sealed record Model(char Kind, string Name, IReadOnlyList<Model> Items, int Min, int? Max)
{
    /// <summary>A leaf: SE(name), or SE(*) for "*".</summary>
    public bool IsLeaf => Kind == 'e';

    /// <summary>The particle as XML Schema.</summary>
    public string ToXsd()
    {
        string occurs = string.Create(CultureInfo.InvariantCulture, $" minOccurs='{Min}' maxOccurs='{(Max is { } max ? max.ToString(CultureInfo.InvariantCulture) : "unbounded")}'");
        if (IsLeaf)
            return Name == "*" ? $"<xs:any processContents='skip'{occurs}/>" : $"<xs:element name='{Name}' type='xs:int'{occurs}/>";
        var text = new StringBuilder($"<xs:{(Kind == 's' ? "sequence" : "choice")}{occurs}>");
        foreach (Model item in Items)
            text.Append(item.ToXsd());
        return text.Append(Kind == 's' ? "</xs:sequence>" : "</xs:choice>").ToString();
    }

    /// <summary>Leaves in schema order.</summary>
    public IEnumerable<Model> Leaves() => IsLeaf ? [this] : Items.SelectMany(static item => item.Leaves());
}
