using System.Globalization;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>Configuration and options as data forms (XEP-0060 16.4). What a form does not name stays as it is.</summary>
internal static class PubSubForms
{
    internal const string NodeConfigType = "http://jabber.org/protocol/pubsub#node_config";
    internal const string MetaDataType = "http://jabber.org/protocol/pubsub#meta-data";
    internal const string OptionsType = "http://jabber.org/protocol/pubsub#subscribe_options";
    internal const string AuthorizationType = "http://jabber.org/protocol/pubsub#subscribe_authorization";
    internal const string PublishOptionsType = "http://jabber.org/protocol/pubsub#publish-options";

    private const int MaxText = 1000;

    /// <summary>The form of a node's configuration.</summary>
    internal static DataForm Write(NodeConfiguration configuration, PubSubLimits limits) => new(DataFormType.Form)
    {
        Title = "Configuration of the node",
        Fields =
        [
            Hidden(NodeConfigType),
            Text("pubsub#title", "Title", configuration.Title),
            Text("pubsub#description", "Description", configuration.Description),
            Text("pubsub#type", "Namespace of the payload", configuration.PayloadType),
            List("pubsub#access_model", "Who may subscribe and read", Name(configuration.AccessModel), ["whitelist", "authorize", "presence", "open"]),
            List("pubsub#publish_model", "Who may publish", Name(configuration.PublishModel), ["publishers", "subscribers", "open"]),
            Flag("pubsub#persist_items", "Keep items", configuration.PersistItems),
            Number("pubsub#max_items", $"Items kept, at most {limits.MaxItems}", configuration.MaxItems, 1, limits.MaxItems),
            Number("pubsub#item_expire", "Seconds an item is kept; 0 for as long as there is room", configuration.ItemExpire, 0, int.MaxValue),
            Number("pubsub#max_payload_size", $"Octets of a payload, at most {limits.MaxPayloadSize}", configuration.MaxPayloadSize, 1, limits.MaxPayloadSize),
            Flag("pubsub#deliver_payloads", "Send payloads with events", configuration.DeliverPayloads),
            Flag("pubsub#deliver_notifications", "Send events", configuration.DeliverNotifications),
            Flag("pubsub#notify_retract", "Tell subscribers of removed items", configuration.NotifyRetract),
            Flag("pubsub#notify_config", "Tell subscribers of a new configuration", configuration.NotifyConfig),
            Flag("pubsub#notify_delete", "Tell subscribers when the node is deleted", configuration.NotifyDelete),
            Flag("pubsub#subscribe", "Allow subscriptions", configuration.Subscribe),
            List("pubsub#send_last_published_item", "When to send the last item", Name(configuration.SendLastPublishedItem), ["never", "on_sub", "on_sub_and_presence"]),
        ],
    };

    /// <summary>Reads a submitted configuration.</summary>
    /// <exception cref="StanzaException">An unknown value, or one beyond the limits (<c>not-acceptable</c>, 8.2.5.2).</exception>
    internal static NodeConfiguration Read(DataForm form, NodeConfiguration before, PubSubLimits limits)
    {
        Expect(form, NodeConfigType, PublishOptionsType);
        var result = before;
        foreach (var field in form.Fields)
        {
            string value = field.Value ?? "";
            result = field.Var switch
            {
                "pubsub#title" => result with { Title = Short(field.Var, value) },
                "pubsub#description" => result with { Description = Short(field.Var, value) },
                "pubsub#type" => result with { PayloadType = Short(field.Var, value) },
                "pubsub#access_model" => result with
                {
                    AccessModel = value switch
                    {
                        "open" => AccessModel.Open,
                        "presence" => AccessModel.Presence,
                        "authorize" => AccessModel.Authorize,
                        "whitelist" => AccessModel.Whitelist,
                        _ => throw Bad(field.Var, value),
                    },
                },
                "pubsub#publish_model" => result with
                {
                    PublishModel = value switch
                    {
                        "publishers" => PublishModel.Publishers,
                        "subscribers" => PublishModel.Subscribers,
                        "open" => PublishModel.Open,
                        _ => throw Bad(field.Var, value),
                    },
                },
                "pubsub#persist_items" => result with { PersistItems = Flag(field) },
                "pubsub#max_items" => result with { MaxItems = value == "max" ? limits.MaxItems : Number(field, 1, limits.MaxItems) },
                "pubsub#item_expire" => result with { ItemExpire = value == "max" ? 0 : Number(field, 0, int.MaxValue) },
                "pubsub#max_payload_size" => result with { MaxPayloadSize = Number(field, 1, limits.MaxPayloadSize) },
                "pubsub#deliver_payloads" => result with { DeliverPayloads = Flag(field) },
                "pubsub#deliver_notifications" => result with { DeliverNotifications = Flag(field) },
                "pubsub#notify_retract" => result with { NotifyRetract = Flag(field) },
                "pubsub#notify_config" => result with { NotifyConfig = Flag(field) },
                "pubsub#notify_delete" => result with { NotifyDelete = Flag(field) },
                "pubsub#subscribe" => result with { Subscribe = Flag(field) },
                "pubsub#send_last_published_item" => result with
                {
                    SendLastPublishedItem = value switch
                    {
                        "never" => SendLastPublishedItem.Never,
                        "on_sub" => SendLastPublishedItem.OnSubscription,
                        "on_sub_and_presence" => SendLastPublishedItem.OnSubscriptionAndPresence,
                        _ => throw Bad(field.Var, value),
                    },
                },
                DataForm.FormTypeVar => result,
                // 7.1.5: an unknown precondition refuses the publication. In a configuration an unknown field is ignored: clients send what other services know.
                _ => form.FormType == PublishOptionsType ? throw PubSubErrors.PreconditionNotMet(field.Var ?? "") : result,
            };
        }

        return result;
    }

    /// <summary>The form of a subscription's options.</summary>
    internal static DataForm Write(SubscriptionOptions options) => new(DataFormType.Form)
    {
        Fields =
        [
            Hidden(OptionsType),
            Flag("pubsub#deliver", "Send events", options.Deliver),
            Flag("pubsub#include_body", "With a sentence for people", options.IncludeBody),
            Text("pubsub#expire", "Until when (date and time, or presence)", options.Expire is { } expire ? XmppDateTime.Format(expire) : ""),
        ],
    };

    /// <summary>Reads submitted options.</summary>
    /// <exception cref="StanzaException">An unknown option or value (<c>invalid-options</c>, 6.3.6.2).</exception>
    internal static SubscriptionOptions Read(DataForm form, SubscriptionOptions before)
    {
        Expect(form, OptionsType);
        var result = before;
        foreach (var field in form.Fields)
        {
            result = field.Var switch
            {
                "pubsub#deliver" => result with { Deliver = field.Boolean ?? throw PubSubErrors.InvalidOptions("pubsub#deliver is true or false.") },
                "pubsub#include_body" => result with { IncludeBody = field.Boolean ?? throw PubSubErrors.InvalidOptions("pubsub#include_body is true or false.") },
                "pubsub#expire" when string.IsNullOrEmpty(field.Value) => result with { Expire = null },
                "pubsub#expire" => result with
                {
                    Expire = XmppDateTime.TryParse(field.Value, out var until) ? until : throw PubSubErrors.InvalidOptions("pubsub#expire is a date and time (XEP-0082)."),
                },
                DataForm.FormTypeVar => result,
                _ => throw PubSubErrors.InvalidOptions($"{field.Var} is not supported."),
            };
        }

        return result;
    }

    /// <summary>What everybody who may see a node may know of it (5.4).</summary>
    internal static DataForm MetaData(PubSubNode node, int subscribers) => new(DataFormType.Result)
    {
        Fields =
        [
            Hidden(MetaDataType),
            Text("pubsub#title", null, node.Configuration.Title),
            Text("pubsub#description", null, node.Configuration.Description),
            Text("pubsub#type", null, node.Configuration.PayloadType),
            Text("pubsub#access_model", null, Name(node.Configuration.AccessModel)),
            Text("pubsub#creation_date", null, XmppDateTime.Format(node.Created)),
            Text("pubsub#num_subscribers", null, subscribers.ToString(CultureInfo.InvariantCulture)),
            new FormField { Var = "pubsub#owner", Type = FormFieldType.JidMulti, Values = [.. node.Owners.Select(owner => owner.ToString())] },
        ],
    };

    /// <summary>The question to an owner (8.6).</summary>
    internal static DataForm Authorization(PubSubSubscription subscription) => new(DataFormType.Form)
    {
        Title = "Subscription request",
        Fields =
        [
            Hidden(AuthorizationType),
            new FormField { Var = "pubsub#node", Type = FormFieldType.TextSingle, Label = "Node", Values = [subscription.Key.Node] },
            new FormField { Var = "pubsub#subscriber_jid", Type = FormFieldType.JidSingle, Label = "Who asks", Values = [subscription.Subscriber.ToString()] },
            new FormField { Var = "pubsub#allow", Type = FormFieldType.Boolean, Label = "Allow?", Values = ["false"] },
        ],
    };

    internal static string Name(AccessModel model) => model switch
    {
        AccessModel.Open => "open",
        AccessModel.Presence => "presence",
        AccessModel.Authorize => "authorize",
        _ => "whitelist",
    };

    private static string Name(PublishModel model) => model switch { PublishModel.Open => "open", PublishModel.Subscribers => "subscribers", _ => "publishers" };

    private static string Name(SendLastPublishedItem when) => when switch
    {
        SendLastPublishedItem.Never => "never",
        SendLastPublishedItem.OnSubscription => "on_sub",
        _ => "on_sub_and_presence",
    };

    private static void Expect(DataForm form, params string[] types)
    {
        if (form.FormType is { } type && !types.Contains(type))
            throw new StanzaException(StanzaErrors.BadRequest($"FORM_TYPE is not {types[0]}."));
    }

    private static FormField Hidden(string type) => new() { Var = DataForm.FormTypeVar, Type = FormFieldType.Hidden, Values = [type] };

    private static FormField Text(string name, string? label, string value) =>
        new() { Var = name, Type = FormFieldType.TextSingle, Label = label, Values = value.Length > 0 ? [value] : [] };

    private static FormField Flag(string name, string label, bool value) => new() { Var = name, Type = FormFieldType.Boolean, Label = label, Values = [value ? "1" : "0"] };

    private static FormField List(string name, string label, string value, string[] options) =>
        new() { Var = name, Type = FormFieldType.ListSingle, Label = label, Values = [value], Options = [.. options.Select(option => new FormOption(option))] };

    private static FormField Number(string name, string label, int value, int min, int max) => new()
    {
        Var = name,
        Type = FormFieldType.TextSingle,
        Label = label,
        Values = [value.ToString(CultureInfo.InvariantCulture)],
        Validation = new FormValidation
        {
            Datatype = "xs:integer",
            Method = FormValidationMethod.Range,
            Minimum = min.ToString(CultureInfo.InvariantCulture),
            Maximum = max.ToString(CultureInfo.InvariantCulture),
        },
    };

    private static bool Flag(FormField field) => field.Boolean ?? throw Bad(field.Var!, field.Value ?? "");

    private static int Number(FormField field, int min, int max) =>
        int.TryParse(field.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max
            ? number
            : throw new StanzaException(StanzaErrors.NotAcceptable($"{field.Var} is a number from {min} to {max}."));

    private static string Short(string name, string value) =>
        value.Length <= MaxText ? value : throw new StanzaException(StanzaErrors.NotAcceptable($"{name} has at most {MaxText} characters."));

    private static StanzaException Bad(string name, string value) => new(StanzaErrors.NotAcceptable($"{name} cannot be '{(value.Length > 100 ? value[..100] : value)}'."));
}
