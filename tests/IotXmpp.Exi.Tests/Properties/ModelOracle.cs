namespace IotXmpp.Exi.Tests.Properties;

/// <summary>
/// What may follow in a content model, the slow way: occurrences are copied out one by one, as EXI 8.5.4.1.5 writes them down, into an automaton
/// with empty steps, and a set of its places is walked. It shares nothing with the grammar compiler but the specification.
/// </summary>
internal sealed class ModelOracle
{
    private const int End = 0;

    private readonly List<(Model? Leaf, List<int> Next)> _places = [(null, [])];
    private readonly List<Model> _leaves;

    public ModelOracle(Model model)
    {
        _leaves = [.. model.Leaves()];
        Start = Closure([Add(model, End)]);
    }

    /// <summary>The places before anything was read.</summary>
    public SortedSet<int> Start { get; }

    /// <summary>The terminals in event-code order: names in schema order of their first leaf, then SE(*), then EE.</summary>
    public IReadOnlyList<string> Terminals(SortedSet<int> places)
    {
        List<string> names = [.. places
            .Where(place => _places[place].Leaf is not null)
            .Select(place => _places[place].Leaf!)
            .OrderBy(leaf => _leaves.FindIndex(candidate => ReferenceEquals(candidate, leaf)))
            .Select(static leaf => leaf.Name)
            .Distinct()];
        IEnumerable<string> ordered = names.Where(static name => name != "*").Concat(names.Where(static name => name == "*"));
        return places.Contains(End) ? [.. ordered, "EE"] : [.. ordered];
    }

    /// <summary>The places behind a terminal.</summary>
    public SortedSet<int> Step(SortedSet<int> places, string name) =>
        Closure(places.Where(place => _places[place].Leaf?.Name == name).SelectMany(place => _places[place].Next));

    /// <summary>Adds a particle in front of a place; gives its first place.</summary>
    private int Add(Model model, int next)
    {
        int after = next;
        if (model.Max is not { } max)
        {
            int loop = Place(null);
            _places[loop].Next.Add(Once(model, loop));
            _places[loop].Next.Add(next);
            after = loop;
        }
        else
        {
            for (int i = model.Min; i < max; i++)
            {
                int optional = Place(null);
                _places[optional].Next.Add(Once(model, after));
                _places[optional].Next.Add(next);
                after = optional;
            }
        }

        for (int i = 0; i < model.Min; i++)
            after = Once(model, after);
        return after;
    }

    private int Once(Model model, int next)
    {
        switch (model.Kind)
        {
            case 'e':
                int leaf = Place(model);
                _places[leaf].Next.Add(next);
                return leaf;
            case 's':
                for (int i = model.Items.Count - 1; i >= 0; i--)
                    next = Add(model.Items[i], next);
                return next;
            default:
                int choice = Place(null);
                foreach (Model item in model.Items)
                    _places[choice].Next.Add(Add(item, next));
                return choice;
        }
    }

    private int Place(Model? leaf)
    {
        _places.Add((leaf, []));
        return _places.Count - 1;
    }

    private SortedSet<int> Closure(IEnumerable<int> places)
    {
        var closure = new SortedSet<int>();
        var open = new Stack<int>(places);
        while (open.TryPop(out int place))
        {
            if (!closure.Add(place) || _places[place].Leaf is not null)
                continue;
            foreach (int next in _places[place].Next)
                open.Push(next);
        }

        return closure;
    }
}
