namespace IotXmpp.Concentrator.Access;

/// <summary>What an owner can answer. The numbers are those people type: never renumber.</summary>
internal enum QuestionOption
{
    /// <summary>This one request.</summary>
    Once = 1,

    /// <summary>Everything of the kind, from now on.</summary>
    Always = 2,

    /// <summary>What was asked for and no more, from now on.</summary>
    Only = 3,

    /// <summary>What was asked for, to everybody of the requester's domain.</summary>
    Everyone = 4,

    /// <summary>Nothing of the kind, and no more questions about it.</summary>
    No = 5,
}
