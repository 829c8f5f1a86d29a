namespace IotXmpp.Concentrator.Chat;

/// <summary>What a person can type.</summary>
internal enum ChatVerb
{
    /// <summary>Nothing that is understood.</summary>
    Unknown,
    Help,
    List,
    Read,
    Set,
    On,
    Off,
    Status,

    /// <summary>Takes back commands that wait.</summary>
    Cancel,
}
