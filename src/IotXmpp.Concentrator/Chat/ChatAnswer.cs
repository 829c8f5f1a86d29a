using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Chat;

/// <summary>What a person is told.</summary>
/// <param name="Text">Sentences, at most five lines.</param>
/// <param name="Nodes">The same for programs; empty if there are no fields in it.</param>
internal sealed record ChatAnswer(string Text, IReadOnlyList<NodeFields> Nodes)
{
    /// <summary>An answer without fields.</summary>
    public static ChatAnswer Of(string text) => new(text, []);
}
