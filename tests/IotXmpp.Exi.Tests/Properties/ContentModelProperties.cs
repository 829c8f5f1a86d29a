using CsCheck;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Tests.Grammars;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Properties;

/// <summary>
/// Whatever the content model, the grammar offers at each point what may follow there, and in the order of event codes: compared with an
/// automaton that copies occurrences out.
/// </summary>
[Spec("EXI 8.5.4.1", "EXI 8.5.4.2", "EXI 8.5.4.3")]
public sealed class ContentModelProperties
{
    [Fact]
    public void Grammars_offer_what_may_follow_in_schema_order() =>
        Gen.Select(ModelGenerator.Group, Gen.Int).Sample(
            static (model, seed) => FindDifference(model, seed, walks: 12, longestWalk: 14) is null,
            iter: 400,
            print: static sample => $"{sample.Item1.ToXsd()}\n{FindDifference(sample.Item1, sample.Item2, walks: 12, longestWalk: 14)}");

    /// <summary>Few walks, but long ones: the automaton that copies occurrences out takes most of the time.</summary>
    [Fact]
    public void Repetitions_inside_of_repetitions_offer_what_may_follow_or_are_refused()
    {
        int refused = 0;
        Gen.Select(ModelGenerator.NestedRepetitions, Gen.Int).Sample(
            (model, seed) =>
            {
                try
                {
                    return FindDifference(model, seed, walks: 2, longestWalk: 40) is null;
                }
                catch (ExiSchemaException)
                {
                    // The same names at every level: what may follow has more combinations than the limits allow.
                    Interlocked.Increment(ref refused);
                    return true;
                }
            },
            iter: 100,
            print: static sample => $"{sample.Item1.ToXsd()}\n{FindDifference(sample.Item1, sample.Item2, walks: 2, longestWalk: 40)}");

        refused.Should().BeLessThan(50);
    }

    private static string? FindDifference(Model model, int seed, int walks, int longestWalk)
    {
        GrammarImage image = GrammarText.Compile(
            $"<xs:element name='r'><xs:complexType>{model.ToXsd()}</xs:complexType></xs:element>", limits: ExiSchemaLimits.Untrusted);
        int type = image.ElementType(image.FindGlobalElement(image.FindQName(image.FindUri(""), "r")));
        var oracle = new ModelOracle(model);
        var random = new Random(seed);
        for (int walk = 0; walk < walks; walk++)
        {
            int state = image.TypeStartState(type);
            SortedSet<int> places = oracle.Start;
            string path = "";
            for (int step = 0; step < longestWalk; step++)
            {
                string[] offered = [.. Enumerable.Range(0, image.ProductionCount(state)).Select(i => Terminal(image, image.FirstProduction(state) + i))];
                IReadOnlyList<string> expected = oracle.Terminals(places);
                if (!offered.SequenceEqual(expected))
                    return $"after \"{path}\": expected {string.Join(", ", expected)}, found {string.Join(", ", offered)}";
                string[] children = [.. offered.Where(static terminal => terminal != "EE")];
                if (children.Length == 0)
                    break;
                string chosen = children[random.Next(children.Length)];
                path += chosen + " ";
                state = image.ProductionNext(image.FirstProduction(state) + Array.IndexOf(offered, chosen));
                places = oracle.Step(places, chosen);
            }
        }

        return null;
    }

    private static string Terminal(GrammarImage image, int production) => image.GetProductionKind(production) switch
    {
        ProductionKind.StartElement => image.GetLocalName(image.ElementQName(image.ProductionOperand(production))),
        ProductionKind.StartElementAny => "*",
        ProductionKind.EndElement => "EE",
        int other => $"kind {other}",
    };
}
