using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Control;

/// <summary>The answer to <c>getForm</c>: a form or an error.</summary>
/// <param name="Form">The form; null if refused.</param>
/// <param name="Error">Why not; null if there is a form.</param>
public sealed record ControlFormResult(DataForm? Form, StanzaError? Error);
