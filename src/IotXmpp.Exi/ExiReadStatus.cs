namespace IotXmpp.Exi;

/// <summary>What <see cref="ExiBodyReader.Read"/> came to.</summary>
public enum ExiReadStatus
{
    /// <summary>The body is not complete yet: call again with the unconsumed bytes and more.</summary>
    NeedMoreData,

    /// <summary>One whole body was read, its padding included.</summary>
    EndOfBody,
}
