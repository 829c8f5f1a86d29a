namespace IotXmpp.Things.Discovery;

/// <summary>What became of a request to disown a thing (XEP-0347 3.17).</summary>
public enum DisownOutcome
{
    Done,

    /// <summary>It is not registered, or is another's.</summary>
    NotFound,

    /// <summary>It could not be told: it would be lost to everybody.</summary>
    Unreachable,
}
