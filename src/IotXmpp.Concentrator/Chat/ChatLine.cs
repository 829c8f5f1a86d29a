namespace IotXmpp.Concentrator.Chat;

/// <summary>A line a person typed, taken apart.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Board">Name of a board as typed; null if none was named.</param>
/// <param name="Names">Fields or parameters as typed.</param>
/// <param name="Value">Value of <c>set</c>, spacing and case as typed; null if there is none.</param>
internal sealed record ChatLine(ChatVerb Verb, string? Board, IReadOnlyList<string> Names, string? Value)
{
    /// <summary>How long a command may wait if the board is away; zero for the usual time, null for not at all.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>True if something would move.</summary>
    public bool IsControl => Verb is ChatVerb.Set or ChatVerb.On or ChatVerb.Off;
}
