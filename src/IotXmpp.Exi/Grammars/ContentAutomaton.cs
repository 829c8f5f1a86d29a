using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Grammars;

/// <summary>
/// Builds the normalised states of one content model (EXI 8.5.4.1.5 to 8.5.4.2) without ever writing down the proto-grammar: no copy of a
/// term for each occurrence, no production without terminal.
/// </summary>
/// <remarks>
/// What may still follow at some point of the content is a <em>remainder</em>: a list of (particle, occurrences still
/// required, occurrences still allowed), first to last. A normalised non-terminal k ⊔ l ⊔ ... is a set of remainders, and its productions
/// are the union of theirs. Remainders and sets are interned, states are made when they are first reached: unbounded
/// repetition closes on itself, a bounded one has one state for each count that can be told apart. Of two remainders of
/// which one allows all that the other one does (<see cref="Includes"/>), a set keeps that one. Without that, a repetition inside of another would
/// remember every combination of counts it may stand at.
/// </remarks>
internal sealed class ContentAutomaton
{
    private const int Empty = 0;

    private readonly bool _mixed;
    private readonly Func<ElementDeclaration, int> _elementIndex;
    private readonly Func<string, int> _uriIndex;
    private readonly GrammarBudget _budget;
    private readonly List<(Particle? Particle, int Min, int Max, int Next)> _remainders = [(null, 0, 0, Empty)];
    private readonly Dictionary<(Particle Particle, int Min, int Max, int Next), int> _remainderIds = [];
    private readonly Dictionary<RemainderSet, GrammarState> _states = [];
    private readonly Queue<(RemainderSet Set, GrammarState State)> _pending = [];

    private ContentAutomaton(bool mixed, Func<ElementDeclaration, int> elementIndex, Func<string, int> uriIndex, GrammarBudget budget)
    {
        _mixed = mixed;
        _elementIndex = elementIndex;
        _uriIndex = uriIndex;
        _budget = budget;
    }

    /// <summary>The state Content(i, 0) of a content model.</summary>
    /// <param name="content">The content model's particle.</param>
    /// <param name="mixed">Whether CH [untyped value] stands in every state.</param>
    /// <param name="elementIndex">Numbers element declarations.</param>
    /// <param name="uriIndex">Numbers namespaces.</param>
    /// <param name="budget">Bounds states, productions and the time taken.</param>
    public static GrammarState Build(
        Particle content, bool mixed, Func<ElementDeclaration, int> elementIndex, Func<string, int> uriIndex, GrammarBudget budget)
    {
        var automaton = new ContentAutomaton(mixed, elementIndex, uriIndex, budget);
        int start = automaton.Prepend(content, content.MinOccurs, content.MaxOccurs, Empty);
        GrammarState state = automaton.StateOf([start]);
        while (automaton._pending.TryDequeue(out var next))
            automaton.Fill(next.Set, next.State);
        return state;
    }

    private GrammarState StateOf(IEnumerable<int> remainders)
    {
        var set = new RemainderSet(Undominated(remainders));
        if (_states.TryGetValue(set, out GrammarState? state))
            return state;
        _budget.AddState();
        state = new GrammarState();
        _states.Add(set, state);
        _pending.Enqueue((set, state));
        return state;
    }

    private List<int> Undominated(IEnumerable<int> remainders)
    {
        var kept = new List<int>();
        foreach (int remainder in remainders)
        {
            _budget.Step();
            if (kept.Exists(other => Includes(other, remainder)))
                continue;
            kept.RemoveAll(other => Includes(remainder, other));
            kept.Add(remainder);
        }

        return kept;
    }

    /// <summary>
    /// Whether a remainder allows all that another one does, as far as this shows particle by particle: the same ones, each as often or more and
    /// required as often or less, beside others that may be left out. Then the terminals of the narrow one are terminals of the same particles in
    /// the wide one, so leaving it out of a set moves no event code. A particle stands at most once in a remainder: there is
    /// nothing to try twice.
    /// </summary>
    private bool Includes(int wide, int narrow)
    {
        while (wide != narrow)
        {
            _budget.Step();
            if (wide == Empty)
                return false;
            (Particle? particle, int min, int max, int next) = _remainders[wide];
            (Particle? narrowParticle, int narrowMin, int narrowMax, int narrowNext) = _remainders[narrow];
            if (particle == narrowParticle)
            {
                if (min > narrowMin || max < narrowMax)
                    return false;
                narrow = narrowNext;
            }
            else if (min > 0 && !particle!.Term.IsEmptiable)
            {
                return false;
            }

            wide = next;
        }

        return true;
    }

    private void Fill(RemainderSet set, GrammarState state)
    {
        var steps = new SortedDictionary<Terminal, (int Operand, HashSet<int> After)>(Terminal.EventCodeOrder);
        var operands = new Dictionary<(int Kind, int Operand), Terminal>();
        bool mayEnd = false;
        foreach (int remainder in set.Members)
            mayEnd |= Collect(remainder, (kind, order, operand, after) =>
            {
                // Equal terminals of different particles become one production at the place of the earlier particle.
                var terminal = new Terminal(kind, order.Particle, order.Member);
                if (operands.TryGetValue((kind, operand), out Terminal known))
                {
                    HashSet<int> targets = steps[known].After;
                    targets.Add(after);
                    if (Terminal.EventCodeOrder.Compare(terminal, known) >= 0)
                        return;
                    steps.Remove(known);
                    steps.Add(terminal, (operand, targets));
                }
                else
                {
                    steps.Add(terminal, (operand, [after]));
                }

                operands[(kind, operand)] = terminal;
            });

        foreach ((Terminal terminal, (int operand, HashSet<int> after)) in steps)
            state.Productions.Add(new GrammarProduction(terminal.Kind, operand, StateOf(after)));
        if (mayEnd)
            state.Productions.Add(new GrammarProduction(ProductionKind.EndElement, -1, null));
        _budget.AddProductions(state.Productions.Count);
        if (_mixed)
            state.Productions.Add(new GrammarProduction(ProductionKind.CharactersUntyped, -1, state));
    }

    /// <summary>Reports each terminal that may stand first in a remainder; returns whether nothing need follow.</summary>
    private bool Collect(int remainder, Step step)
    {
        while (remainder != Empty)
        {
            _budget.Step();
            (Particle? particle, int min, int max, int rest) = _remainders[remainder];
            First(particle!, min, max, rest, step);
            if (min > 0 && !particle!.Term.IsEmptiable)
                return false;
            remainder = rest;
        }

        return true;
    }

    /// <summary>The terminals that may begin one occurrence of a particle's term, with what remains after each.</summary>
    private void First(Particle particle, int min, int max, int rest, Step step)
    {
        if (max == 0)
            return;
        _budget.Step();
        int after = Prepend(particle, Math.Max(min - 1, 0), max == Particle.Unbounded ? max : max - 1, rest);
        switch (particle.Term)
        {
            case ElementTerm element:
                IReadOnlyList<ElementDeclaration> group = element.Declaration.SubstitutionGroup;
                if (group.Count == 0)
                    step(ProductionKind.StartElement, (element.Order, 0), _elementIndex(element.Declaration), after);
                for (int i = 0; i < group.Count; i++)
                    step(ProductionKind.StartElement, (element.Order, i), _elementIndex(group[i]), after);
                break;
            case WildcardTerm { Namespaces.IsList: false } wildcard:
                step(ProductionKind.StartElementAny, (wildcard.Order, 0), -1, after);
                break;
            case WildcardTerm wildcard:
                for (int i = 0; i < wildcard.Namespaces.List.Count; i++)
                    step(ProductionKind.StartElementUri, (wildcard.Order, i), _uriIndex(wildcard.Namespaces.List[i]), after);
                break;
            case GroupTerm { Compositor: Compositor.Choice } choice:
                foreach (Particle item in choice.Particles)
                    First(item, item.MinOccurs, item.MaxOccurs, after, step);
                break;
            case GroupTerm { Compositor: Compositor.All } all:
                // EXI 8.5.4.1.8.3: any of the particles, again and again, in any order.
                int again = Prepend(particle, min, max, rest);
                foreach (Particle item in all.Particles)
                    First(item, item.MinOccurs, item.MaxOccurs, again, step);
                break;
            case GroupTerm sequence:
                FirstOfSequence(sequence.Particles, after, step);
                break;
        }
    }

    private void FirstOfSequence(IReadOnlyList<Particle> particles, int after, Step step)
    {
        _budget.Step(particles.Count);
        int[] rests = new int[particles.Count + 1];
        rests[particles.Count] = after;
        int last = 0;
        while (last < particles.Count && particles[last].IsEmptiable)
            last++;
        // Only the remainders behind the particles that may come first are needed.
        for (int i = particles.Count - 1; i > 0; i--)
            rests[i] = Prepend(particles[i], particles[i].MinOccurs, particles[i].MaxOccurs, rests[i + 1]);
        for (int i = 0; i <= last && i < particles.Count; i++)
            First(particles[i], particles[i].MinOccurs, particles[i].MaxOccurs, rests[i + 1], step);
    }

    private int Prepend(Particle particle, int min, int max, int rest)
    {
        if (max == 0)
            return rest;
        var key = (particle, min, max, rest);
        if (_remainderIds.TryGetValue(key, out int id))
            return id;
        id = _remainders.Count;
        _remainders.Add(key);
        _remainderIds.Add(key, id);
        return id;
    }

    private delegate void Step(int kind, (int Particle, int Member) order, int operand, int after);

    private readonly record struct Terminal(int Kind, int Particle, int Member)
    {
        public static Comparer<Terminal> EventCodeOrder { get; } = Comparer<Terminal>.Create((x, y) =>
            x.Kind != y.Kind ? x.Kind.CompareTo(y.Kind)
            : x.Particle != y.Particle ? x.Particle.CompareTo(y.Particle)
            : x.Member.CompareTo(y.Member));
    }

    private sealed class RemainderSet : IEquatable<RemainderSet>
    {
        private readonly int _hash;

        public RemainderSet(IEnumerable<int> members)
        {
            Members = [.. members.Distinct().Order()];
            var hash = new HashCode();
            foreach (int member in Members)
                hash.Add(member);
            _hash = hash.ToHashCode();
        }

        public int[] Members { get; }

        public bool Equals(RemainderSet? other) => other is not null && Members.AsSpan().SequenceEqual(other.Members);

        public override bool Equals(object? obj) => Equals(obj as RemainderSet);

        public override int GetHashCode() => _hash;
    }
}
