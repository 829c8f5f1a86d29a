using System.Xml.Schema;

namespace IotXmpp.Exi.Schema;

/// <summary>
/// Bounds what group references expand to, before System.Xml.Schema expands them: ten groups that each refer twice to the next are a
/// thousand particles, forty are more than any memory. Groups are told apart by local name alone, which can only overestimate.
/// </summary>
internal sealed class GroupExpansion
{
    private readonly Dictionary<string, List<XmlSchemaGroup>> _groups = [];
    private readonly Dictionary<string, long> _sizes = [];
    private readonly HashSet<XmlSchema> _seen = [];
    private readonly long _limit;

    private GroupExpansion(long limit) => _limit = limit;

    /// <summary>The first group whose expansion exceeds the limit, or null.</summary>
    public static XmlSchemaGroup? FindTooLarge(XmlSchemaSet set, int limit)
    {
        var expansion = new GroupExpansion(limit);
        foreach (XmlSchema schema in set.Schemas())
            expansion.AddGroups(schema);
        foreach ((string name, List<XmlSchemaGroup> groups) in expansion._groups)
        {
            if (expansion.SizeOf(name) > limit)
                return groups[0];
        }

        return null;
    }

    private void AddGroups(XmlSchema schema)
    {
        if (!_seen.Add(schema))
            return;
        Add(schema.Items);
        foreach (XmlSchemaExternal external in schema.Includes.OfType<XmlSchemaExternal>())
        {
            if (external is XmlSchemaRedefine redefine)
                Add(redefine.Items);
            if (external.Schema is not null)
                AddGroups(external.Schema);
        }
    }

    private void Add(XmlSchemaObjectCollection items)
    {
        foreach (XmlSchemaGroup group in items.OfType<XmlSchemaGroup>())
        {
            string name = group.Name ?? "";
            if (!_groups.TryGetValue(name, out List<XmlSchemaGroup>? groups))
                _groups.Add(name, groups = []);
            groups.Add(group);
        }
    }

    private long SizeOf(string name)
    {
        if (_sizes.TryGetValue(name, out long size))
            return size;
        // Zero while it is being counted: a circle is an error that System.Xml.Schema reports, or a redefinition.
        _sizes[name] = 0;
        foreach (XmlSchemaGroup group in _groups.GetValueOrDefault(name, []))
            size = Math.Min(size + SizeOf(group.Particle), _limit + 1);
        _sizes[name] = size;
        return size;
    }

    private long SizeOf(XmlSchemaParticle? particle)
    {
        switch (particle)
        {
            case XmlSchemaGroupRef reference:
                return SizeOf(reference.RefName.Name);
            case XmlSchemaGroupBase group:
                long size = 1;
                foreach (XmlSchemaParticle item in group.Items.OfType<XmlSchemaParticle>())
                    size = Math.Min(size + SizeOf(item), _limit + 1);
                return size;
            default:
                return 1;
        }
    }
}
