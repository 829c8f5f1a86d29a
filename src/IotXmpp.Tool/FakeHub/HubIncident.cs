namespace IotXmpp.Tool.FakeHub;

/// <summary>Something the hub did not accept, or did to a client.</summary>
/// <param name="Device">Client id as the client gave it.</param>
/// <param name="Rule">Which rule.</param>
/// <param name="Text">For people. Never holds a token.</param>
internal sealed record HubIncident(string Device, HubRule Rule, string Text);
