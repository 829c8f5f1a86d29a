namespace IotXmpp.Things.Discovery;

/// <summary>What became of an update of tags (XEP-0347 3.13).</summary>
public enum UpdateOutcome
{
    Done,

    /// <summary>It is not registered, or is not the sender's to change.</summary>
    NotFound,

    /// <summary>It is registered, but nobody's: nothing was changed, and it should register anew.</summary>
    Disowned,
}
