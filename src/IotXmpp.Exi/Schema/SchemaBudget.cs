using System.Xml.Schema;

namespace IotXmpp.Exi.Schema;

/// <summary>
/// Bounds what System.Xml.Schema would spend on a set, before it compiles it: it expands group references (ten groups that each refer
/// twice to the next are a thousand particles, forty more than any memory), and takes time with the square of a content model's
/// particles and of the length of a chain of derivations. Components are told apart by local name alone, which can only overestimate.
/// </summary>
internal sealed class SchemaBudget
{
    private readonly SchemaSetLoader _loader;
    private readonly ExiSchemaLimits _limits;
    private readonly Dictionary<string, List<XmlSchemaGroup>> _groups = [];
    private readonly Dictionary<string, List<XmlSchemaType>> _types = [];
    private readonly Dictionary<string, long> _sizes = [];
    private readonly HashSet<XmlSchema> _schemas = [];

    private SchemaBudget(SchemaSetLoader loader, ExiSchemaLimits limits)
    {
        _loader = loader;
        _limits = limits;
    }

    /// <exception cref="ExiSchemaException">The set is over a limit.</exception>
    public static void Check(XmlSchemaSet set, SchemaSetLoader loader, ExiSchemaLimits limits)
    {
        var budget = new SchemaBudget(loader, limits);
        foreach (XmlSchema schema in set.Schemas())
            budget.AddComponents(schema);
        foreach (XmlSchema schema in budget._schemas)
        {
            foreach (XmlSchemaObject item in schema.Items)
                budget.CheckModels(item);
            foreach (XmlSchemaRedefine redefine in schema.Includes.OfType<XmlSchemaRedefine>())
            {
                foreach (XmlSchemaObject item in redefine.Items)
                    budget.CheckModels(item);
            }
        }

        budget.CheckDerivations();
    }

    private void AddComponents(XmlSchema schema)
    {
        if (!_schemas.Add(schema))
            return;
        Add(schema.Items);
        foreach (XmlSchemaExternal external in schema.Includes.OfType<XmlSchemaExternal>())
        {
            if (external is XmlSchemaRedefine redefine)
                Add(redefine.Items);
            if (external.Schema is not null)
                AddComponents(external.Schema);
        }
    }

    private void Add(XmlSchemaObjectCollection items)
    {
        foreach (XmlSchemaObject item in items)
        {
            if (item is XmlSchemaGroup group)
                Add(_groups, group.Name, group);
            else if (item is XmlSchemaType type)
                Add(_types, type.Name, type);
        }
    }

    private static void Add<T>(Dictionary<string, List<T>> components, string? name, T component)
    {
        if (!components.TryGetValue(name ?? "", out List<T>? list))
            components.Add(name ?? "", list = []);
        list.Add(component);
    }

    // ---- particles

    private void CheckModels(XmlSchemaObject? component)
    {
        switch (component)
        {
            case XmlSchemaGroup group:
                CheckParticle(group.Particle);
                break;
            case XmlSchemaElement element:
                CheckModels(element.SchemaType);
                break;
            case XmlSchemaComplexType type:
                CheckParticle(type.ContentModel?.Content switch
                {
                    XmlSchemaComplexContentExtension extension => extension.Particle,
                    XmlSchemaComplexContentRestriction restriction => restriction.Particle,
                    _ => type.Particle,
                });
                break;
        }
    }

    private void CheckParticle(XmlSchemaParticle? model)
    {
        if (model is null)
            return;
        if (SizeOf(model) > _limits.MaxParticlesInModel)
            throw _loader.Error($"a content model has more than the limit of {_limits.MaxParticlesInModel} particles", model);
        CheckInner(model);
    }

    private void CheckInner(XmlSchemaParticle particle)
    {
        if (particle is XmlSchemaElement element)
        {
            CheckModels(element);
        }
        else if (particle is XmlSchemaGroupBase group)
        {
            foreach (XmlSchemaParticle item in group.Items.OfType<XmlSchemaParticle>())
                CheckInner(item);
        }
    }

    private long SizeOf(string name)
    {
        if (_sizes.TryGetValue(name, out long size))
            return size;
        // Zero while it is being counted: a circle is an error that System.Xml.Schema reports, or a redefinition.
        _sizes[name] = 0;
        foreach (XmlSchemaGroup group in _groups.GetValueOrDefault(name, []))
            size = Capped(size + SizeOf(group.Particle));
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
                long size = 0;
                foreach (XmlSchemaParticle item in group.Items.OfType<XmlSchemaParticle>())
                    size = Capped(size + SizeOf(item));
                return size;
            default:
                return 1;
        }
    }

    private long Capped(long size) => Math.Min(size, _limits.MaxParticlesInModel + 1L);

    // ---- derivations

    private void CheckDerivations()
    {
        var depths = new Dictionary<string, int>();
        foreach ((string name, List<XmlSchemaType> types) in _types)
        {
            // Down to a type whose depth is known, then back up: no recursion, since these chains may be long.
            var chain = new List<string>();
            string? at = name;
            while (at is not null && !depths.ContainsKey(at) && !chain.Contains(at))
            {
                chain.Add(at);
                if (chain.Count > _limits.MaxDerivations)
                    throw TooDeep(types[0]);
                at = _types.TryGetValue(at, out List<XmlSchemaType>? derived) ? BaseName(derived[0]) : null;
            }

            int depth = at is not null && depths.TryGetValue(at, out int known) ? known : 0;
            for (int i = chain.Count - 1; i >= 0; i--)
                depths[chain[i]] = ++depth;
            if (depth > _limits.MaxDerivations)
                throw TooDeep(types[0]);
        }
    }

    private ExiSchemaException TooDeep(XmlSchemaType type) =>
        _loader.Error($"type '{type.Name}' is derived in more than the limit of {_limits.MaxDerivations} steps", type);

    private static string? BaseName(XmlSchemaType type) => type switch
    {
        XmlSchemaSimpleType { Content: XmlSchemaSimpleTypeRestriction restriction } => restriction.BaseTypeName.Name,
        XmlSchemaComplexType { ContentModel.Content: XmlSchemaComplexContentExtension e } => e.BaseTypeName.Name,
        XmlSchemaComplexType { ContentModel.Content: XmlSchemaComplexContentRestriction r } => r.BaseTypeName.Name,
        XmlSchemaComplexType { ContentModel.Content: XmlSchemaSimpleContentExtension e } => e.BaseTypeName.Name,
        XmlSchemaComplexType { ContentModel.Content: XmlSchemaSimpleContentRestriction r } => r.BaseTypeName.Name,
        _ => null,
    };
}
