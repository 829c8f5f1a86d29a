using CsCheck;

namespace IotXmpp.Exi.Tests.Properties;

/// <summary>Random content models: few levels, few names, so that terminals collide.</summary>
internal static class ModelGenerator
{
    private static readonly Gen<(int Min, int? Max)> s_occurrences = Of<(int, int?)>(
        (1, 1), (1, 1), (1, 1), (0, 1), (0, 1), (0, null), (1, null), (2, 2), (0, 2), (1, 3));

    private static readonly Gen<Model> s_leaf = Gen.Select(Of("a", "b", "c", "d", "a", "b", "*"), s_occurrences)
        .Select(static (name, occurs) => new Model('e', name, [], occurs.Min, occurs.Max));

    private static readonly Gen<(int Min, int? Max)> s_bounds = Gen.Select(Gen.Int[0, 5], Gen.Int[1, 5], Gen.Int[0, 9])
        .Select(static (min, max, unbounded) => (min, unbounded == 0 ? null : (int?)Math.Max(min, max)));

    /// <summary>A sequence or choice, two levels.</summary>
    public static Gen<Model> Group { get; } = GroupOf(Gen.OneOf(s_leaf, s_leaf, GroupOf(s_leaf, s_occurrences)), s_occurrences);

    /// <summary>A sequence or choice, three levels, with bounds up to 5 or none at each of them: what the counts of repetitions inside of repetitions
    /// multiply to.</summary>
    public static Gen<Model> NestedRepetitions { get; } = GroupOf(Gen.OneOf(s_leaf, GroupOf(Gen.OneOf(s_leaf, GroupOf(s_leaf, s_bounds)), s_bounds)), s_bounds);

    /// <summary>One of the values; repeated ones are likelier.</summary>
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Model> GroupOf(Gen<Model> items, Gen<(int Min, int? Max)> bounds) => Gen.Select(Of('s', 's', 'c'), items.Array[1, 3], bounds)
        .Select(static (kind, particles, occurs) => new Model(kind, "", particles, occurs.Min, occurs.Max));
}
