using System.Xml;
using IotXmpp.Things.Control;

namespace IotXmpp.Things.Concentrators;

/// <summary>The answer to a command.</summary>
/// <param name="Code">What became of it.</param>
public sealed record ConcentratorResult(ResponseCode Code)
{
    /// <summary>Attributes first, then children of the response; null for none.</summary>
    public Action<XmlWriter>? Content { get; init; }

    /// <summary>Explanation for people, of an error; it names nothing the requester may not know of.</summary>
    public string? Text { get; init; }

    /// <summary>Defined condition of the stanza error (RFC 6120 8.3.3) if the one of the code is not right; null for that of the code.</summary>
    public string? Condition { get; init; }

    /// <summary>Begins what follows the answer; called once the answer was sent. Null for nothing.</summary>
    public Action? Then { get; init; }

    /// <summary>What is wrong with the form, for <see cref="ResponseCode.FormError"/>.</summary>
    public IReadOnlyList<ParameterError> Errors { get; init; } = [];

    /// <summary>Done; nothing else to say.</summary>
    public static ConcentratorResult Done { get; } = new(ResponseCode.OK);

    /// <summary>There is none, or none for this requester: the two look alike.</summary>
    public static ConcentratorResult NotFound { get; } = new(ResponseCode.NotFound);

    /// <summary>The requester sees it and may not do that.</summary>
    public static ConcentratorResult Forbidden { get; } = new(ResponseCode.InsufficientPrivileges);

    /// <summary>Done, with an answer.</summary>
    public static ConcentratorResult Of(Action<XmlWriter> content) => new(ResponseCode.OK) { Content = content };

    /// <summary>The submitted form has errors.</summary>
    public static ConcentratorResult FormError(IReadOnlyList<ParameterError> errors) => new(ResponseCode.FormError) { Errors = errors };

    /// <summary>It would be more than we send or do at once.</summary>
    public static ConcentratorResult TooMuch(string text) => new(ResponseCode.OtherError) { Text = text, Condition = "resource-constraint" };
}
