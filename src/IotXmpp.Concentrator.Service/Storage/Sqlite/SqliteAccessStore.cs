using System.Text.Json;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Rules and questions.</summary>
internal sealed class SqliteAccessStore(SqliteDatabase database) : IAccessStore
{
    private const int KeptQuestions = 200;

    private static readonly SqlFile Sql = SqlFile.Load("Access");

    public ValueTask<IReadOnlyList<AccessRule>> ListRulesAsync(string device, CancellationToken ct) =>
        new(database.Read(session => session.Query(Sql["ListRules"], ReadRule, ("$device", device))));

    public async ValueTask<IReadOnlyList<AccessRule>> AddRulesAsync(IReadOnlyList<AccessRule> rules, IReadOnlyList<long> replaced, CancellationToken ct) =>
        await database.WriteAsync(session => Add(session, rules, replaced), ct);

    public ValueTask<bool> RemoveRuleAsync(long id, CancellationToken ct) =>
        database.WriteAsync(session => session.Execute(Sql["RemoveRule"], ("$id", id)) == 1, ct);

    public ValueTask<bool> UseRulesAsync(IReadOnlyList<long> ids, DateTimeOffset at, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Run("SAVEPOINT use_rules;");
            bool all = ids.All(id => session.Execute(Sql["UseRule"], ("$at", at.UtcTicks), ("$id", id)) == 1);
            session.Run(all ? "RELEASE use_rules;" : "ROLLBACK TO use_rules; RELEASE use_rules;");
            return all;
        },
        ct);

    public ValueTask<IReadOnlyList<string>> ListEndedAsync(DateTimeOffset after, DateTimeOffset upTo, CancellationToken ct) => new(database.Read(
        session => session.Query(Sql["ListEnded"], row => row.GetString(0), ("$after", after.UtcTicks), ("$upTo", upTo.UtcTicks))));

    public ValueTask<AccessQuestion?> AskAsync(AccessQuestion question, int maxOpen, CancellationToken ct) => database.WriteAsync<AccessQuestion?>(
        session =>
        {
            string owner = question.Owner.ToString();
            bool isAsked = (long)session.Scalar(
                Sql["IsAsked"], ("$device", question.Device), ("$requester", question.Requester.ToString()), ("$action", (int)question.Action))! != 0;
            if (isAsked || (long)session.Scalar(Sql["CountOpen"], ("$owner", owner))! >= maxOpen)
                return null;
            int number = (int)(long)session.Scalar(Sql["NextNumber"], ("$owner", owner))!;
            session.Execute(
                Sql["Ask"],
                ("$owner", owner),
                ("$number", number),
                ("$device", question.Device),
                ("$requester", question.Requester.ToString()),
                ("$action", (int)question.Action),
                ("$node", question.Node),
                ("$names", JsonSerializer.Serialize(question.Names)),
                ("$asked", question.Asked.UtcTicks));
            session.Execute(Sql["ForgetQuestions"], ("$owner", owner), ("$number", number), ("$keep", KeptQuestions));
            return question with { Number = number };
        },
        ct);

    public ValueTask<IReadOnlyList<AccessQuestion>> ListOpenAsync(Jid owner, CancellationToken ct) =>
        new(database.Read(session => session.Query(Sql["ListOpen"], ReadQuestion, ("$owner", owner.ToString()))));

    public ValueTask<AccessQuestion?> FindQuestionAsync(Jid owner, int number, CancellationToken ct) =>
        new(database.Read(session => session.Query(Sql["FindQuestion"], ReadQuestion, ("$owner", owner.ToString()), ("$number", number)).FirstOrDefault()));

    public ValueTask<DateTimeOffset?> LastClosedAsync(Jid owner, CancellationToken ct) =>
        new(database.Read(session => session.Scalar(Sql["LastClosed"], ("$owner", owner.ToString())) is long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : (DateTimeOffset?)null));

    public ValueTask<IReadOnlyList<AccessRule>?> AnswerAsync(
        Jid owner, int number, string answer, DateTimeOffset at, IReadOnlyList<AccessRule> rules, IReadOnlyList<long> replaced, CancellationToken ct) => database.WriteAsync(
        session => session.Execute(Sql["Answer"], ("$closed", at.UtcTicks), ("$answer", answer), ("$owner", owner.ToString()), ("$number", number)) == 1
            ? Add(session, rules, replaced)
            : null,
        ct);

    public async ValueTask RemoveAsync(string device, CancellationToken ct) => await database.WriteAsync(
        session => session.Execute(Sql["RemoveRules"], ("$device", device)) + session.Execute(Sql["CloseQuestions"], ("$device", device)), ct);

    private static IReadOnlyList<AccessRule> Add(SqliteSession session, IReadOnlyList<AccessRule> rules, IReadOnlyList<long> replaced)
    {
        foreach (long id in replaced)
            session.Execute(Sql["RemoveRule"], ("$id", id));
        return [.. rules.Select(rule => rule with
        {
            Id = (long)session.Scalar(
                Sql["AddRule"],
                ("$device", rule.Device),
                ("$owner", rule.Owner.ToString()),
                ("$subjectKind", (int)rule.Subject.Kind),
                ("$subject", rule.Subject.Value),
                ("$action", (int)rule.Action),
                ("$allowed", rule.IsAllowed ? 1 : 0),
                ("$node", rule.Node),
                ("$name", rule.Name),
                ("$until", rule.Until?.UtcTicks),
                ("$once", rule.IsOnce ? 1 : 0),
                ("$used", rule.Used?.UtcTicks),
                ("$created", rule.Created.UtcTicks))!,
        })];
    }

    private static AccessRule ReadRule(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Device = row.GetString(1),
        Owner = Jid.Parse(row.GetString(2)),
        Subject = new AccessSubject((AccessSubjectKind)row.GetInt32(3), row.GetString(4)),
        Action = (AccessAction)row.GetInt32(5),
        IsAllowed = row.GetInt32(6) != 0,
        Node = row.IsDBNull(7) ? null : row.GetString(7),
        Name = row.IsDBNull(8) ? null : row.GetString(8),
        Until = Time(row, 9),
        IsOnce = row.GetInt32(10) != 0,
        Used = Time(row, 11),
        Created = new DateTimeOffset(row.GetInt64(12), TimeSpan.Zero),
    };

    private static AccessQuestion ReadQuestion(SqliteDataReader row) => new()
    {
        Number = row.GetInt32(0),
        Owner = Jid.Parse(row.GetString(1)),
        Device = row.GetString(2),
        Requester = Jid.Parse(row.GetString(3)),
        Action = (AccessAction)row.GetInt32(4),
        Node = row.IsDBNull(5) ? null : row.GetString(5),
        Names = JsonSerializer.Deserialize<List<string>>(row.GetString(6))!,
        Asked = new DateTimeOffset(row.GetInt64(7), TimeSpan.Zero),
        Closed = Time(row, 8),
        Answer = row.IsDBNull(9) ? null : row.GetString(9),
    };

    private static DateTimeOffset? Time(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero);
}
