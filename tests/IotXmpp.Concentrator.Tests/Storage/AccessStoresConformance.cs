using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>What every <see cref="AccessStores"/> does. Engines derive and say how to open one.</summary>
public abstract class AccessStoresConformance
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly Jid Bob = Jid.Parse("bob@localhost");
    private static readonly Jid Visitor = Jid.Parse("visitor@example.net");
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Empty stores.</summary>
    protected abstract ValueTask<AccessStores> OpenAsync();

    [Fact]
    public async Task Rules_are_kept_whole_and_numbered_upwards()
    {
        var store = (await OpenAsync()).Rules;
        var full = Rule("board1") with { Node = "meter", Name = "Energie °", Until = Noon.AddHours(6), IsOnce = true, Subject = AccessSubject.OfDomain("example.net"), IsAllowed = false };

        var added = await store.AddRulesAsync([full, Rule("board2"), Rule("board1")], [], Ct);

        added.Select(rule => rule.Id).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.NotContain(0);
        (await store.ListRulesAsync("board1", Ct)).Should().Equal(full with { Id = added[0].Id }, Rule("board1") with { Id = added[2].Id });
    }

    [Fact]
    public async Task A_number_is_not_given_twice()
    {
        var store = (await OpenAsync()).Rules;
        var first = (await store.AddRulesAsync([Rule("board1")], [], Ct))[0];
        (await store.RemoveRuleAsync(first.Id, Ct)).Should().BeTrue();
        (await store.RemoveRuleAsync(first.Id, Ct)).Should().BeFalse();

        (await store.AddRulesAsync([Rule("board1")], [], Ct))[0].Id.Should().BeGreaterThan(first.Id);
    }

    [Fact]
    public async Task Replaced_rules_go_with_the_new_ones_coming()
    {
        var store = (await OpenAsync()).Rules;
        var old = await store.AddRulesAsync([Rule("board1"), Rule("board1")], [], Ct);

        var added = await store.AddRulesAsync([Rule("board1")], [old[0].Id], Ct);

        (await store.ListRulesAsync("board1", Ct)).Select(rule => rule.Id).Should().Equal(old[1].Id, added[0].Id);
    }

    [Fact]
    public async Task A_rule_for_one_request_is_used_once()
    {
        var store = (await OpenAsync()).Rules;
        var once = Rule("board1") with { IsOnce = true };
        var added = await store.AddRulesAsync([once, once, Rule("board1")], [], Ct);

        (await store.UseRulesAsync([added[0].Id], Noon, Ct)).Should().BeTrue();
        (await store.UseRulesAsync([added[0].Id], Noon, Ct)).Should().BeFalse();
        (await store.UseRulesAsync([added[1].Id, added[0].Id], Noon, Ct)).Should().BeFalse("one of them is used");
        (await store.UseRulesAsync([added[2].Id], Noon, Ct)).Should().BeFalse("it is no such rule");

        (await store.ListRulesAsync("board1", Ct)).Select(rule => rule.Used).Should().Equal(Noon, null, null);
    }

    [Fact]
    public async Task Concurrent_uses_have_one_winner()
    {
        var store = (await OpenAsync()).Rules;
        long id = (await store.AddRulesAsync([Rule("board1") with { IsOnce = true }], [], Ct))[0].Id;

        bool[] won = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await store.UseRulesAsync([id], Noon, Ct))));

        won.Count(each => each).Should().Be(1);
    }

    [Fact]
    public async Task Boards_whose_rules_ended_are_found()
    {
        var store = (await OpenAsync()).Rules;
        await store.AddRulesAsync([Rule("board1") with { Until = Noon }, Rule("board2") with { Until = Noon.AddSeconds(1) }, Rule("board3"), Rule("board1") with { Until = Noon }], [], Ct);

        (await store.ListEndedAsync(Noon.AddSeconds(-5), Noon, Ct)).Should().Equal("board1");
        (await store.ListEndedAsync(Noon, Noon.AddSeconds(5), Ct)).Should().Equal("board2");
    }

    [Fact]
    public async Task Questions_are_numbered_per_owner_and_never_asked_twice_at_a_time()
    {
        var store = (await OpenAsync()).Rules;
        (await store.AskAsync(Question("board1"), 10, Ct))!.Number.Should().Be(0);
        (await store.AskAsync(Question("board1") with { Names = ["Other"] }, 10, Ct)).Should().BeNull("it is open");
        (await store.AskAsync(Question("board1") with { Action = AccessAction.Control }, 10, Ct))!.Number.Should().Be(1);
        (await store.AskAsync(Question("board9") with { Owner = Bob }, 10, Ct))!.Number.Should().Be(0);

        (await store.AnswerAsync(Alice, 0, "no", Noon, [], [], Ct)).Should().BeEmpty();
        (await store.AskAsync(Question("board1"), 10, Ct))!.Number.Should().Be(2);
        (await store.ListOpenAsync(Alice, Ct)).Select(question => question.Number).Should().Equal(1, 2);
        (await store.LastClosedAsync(Alice, Ct)).Should().Be(Noon);
        (await store.LastClosedAsync(Bob, Ct)).Should().BeNull();
    }

    [Fact]
    public async Task Open_questions_are_bounded()
    {
        var store = (await OpenAsync()).Rules;
        for (int i = 0; i < 3; i++)
            (await store.AskAsync(Question($"board{i}"), 3, Ct)).Should().NotBeNull();

        (await store.AskAsync(Question("board9"), 3, Ct)).Should().BeNull();
    }

    [Fact]
    public async Task A_question_is_kept_whole()
    {
        var store = (await OpenAsync()).Rules;
        var question = Question("board1") with { Node = "meter", Names = ["Pressure", "Température"] };
        await store.AskAsync(question, 10, Ct);
        await store.AnswerAsync(Alice, 0, "always", Noon, [], [], Ct);

        (await store.FindQuestionAsync(Alice, 0, Ct)).Should().BeEquivalentTo(question with { Closed = Noon, Answer = "always" });
        (await store.FindQuestionAsync(Alice, 1, Ct)).Should().BeNull();
        (await store.FindQuestionAsync(Bob, 0, Ct)).Should().BeNull();
    }

    [Fact]
    public async Task An_answer_counts_once_and_brings_its_rules()
    {
        var store = (await OpenAsync()).Rules;
        await store.AskAsync(Question("board1"), 10, Ct);

        (await store.AnswerAsync(Alice, 0, "once", Noon, [Rule("board1") with { IsOnce = true }], [], Ct)).Should().ContainSingle();
        (await store.AnswerAsync(Alice, 0, "once", Noon, [Rule("board1") with { IsOnce = true }], [], Ct)).Should().BeNull();
        (await store.AnswerAsync(Bob, 0, "once", Noon, [Rule("board1")], [], Ct)).Should().BeNull();

        (await store.ListRulesAsync("board1", Ct)).Should().ContainSingle();
    }

    [Fact]
    public async Task Old_questions_are_forgotten_and_their_numbers_not_given_again()
    {
        var store = (await OpenAsync()).Rules;
        for (int i = 0; i <= 205; i++)
        {
            (await store.AskAsync(Question("board1"), 10, Ct))!.Number.Should().Be(i);
            await store.AnswerAsync(Alice, i, "no", Noon, [], [], Ct);
        }

        (await store.FindQuestionAsync(Alice, 5, Ct)).Should().BeNull();
        (await store.FindQuestionAsync(Alice, 6, Ct)).Should().NotBeNull();
    }

    [Fact]
    public async Task Removing_a_board_ends_its_rules_and_questions()
    {
        var store = (await OpenAsync()).Rules;
        await store.AddRulesAsync([Rule("board1"), Rule("board2")], [], Ct);
        await store.AskAsync(Question("board1"), 10, Ct);

        await store.RemoveAsync("board1", Ct);

        (await store.ListRulesAsync("board1", Ct)).Should().BeEmpty();
        (await store.ListRulesAsync("board2", Ct)).Should().ContainSingle();
        (await store.ListOpenAsync(Alice, Ct)).Should().BeEmpty();
        (await store.AnswerAsync(Alice, 0, "always", Noon, [Rule("board1")], [], Ct)).Should().BeNull();
    }

    [Fact]
    public async Task The_log_is_newest_first_and_keeps_what_owners_did()
    {
        var store = (await OpenAsync()).Audit;
        var rule = new AuditEntry { At = Noon, Device = "board1", Who = Alice, Event = AuditEvent.RuleAdded, What = "allow visitor", Rules = [4, 5] };
        await store.AppendAsync(rule, 2, Ct);
        await store.AppendAsync(rule with { Device = "board2" }, 2, Ct);
        for (int i = 0; i < 4; i++)
            await store.AppendAsync(new AuditEntry { At = Noon.AddSeconds(i), Device = "board1", Who = Visitor, Event = AuditEvent.Allowed, What = $"read {i}", Rules = [4] }, 2, Ct);

        (await store.ListAsync("board1", 10, Ct)).Select(entry => entry.What).Should().Equal("read 3", "read 2", "allow visitor");
        (await store.ListAsync("board1", 1, Ct)).Should().ContainSingle();
        (await store.ListAsync("board2", 10, Ct))[0].Should().BeEquivalentTo(rule with { Device = "board2" });
    }

    [Fact]
    public async Task Tokens_are_found_by_hash_and_bounded_per_holder()
    {
        var store = (await OpenAsync()).Tokens;
        for (int i = 0; i < 3; i++)
            await store.AddAsync(new TokenRecord($"h{i}", Visitor, [1, 2, (byte)i], Noon.AddSeconds(i)), 2, Ct);
        await store.AddAsync(new TokenRecord("other", Bob, [9], Noon), 2, Ct);

        (await store.FindAsync("h0", Ct)).Should().BeNull();
        (await store.FindAsync("h2", Ct)).Should().BeEquivalentTo(new TokenRecord("h2", Visitor, [1, 2, 2], Noon.AddSeconds(2)));
        (await store.FindAsync("other", Ct)).Should().NotBeNull();
    }

    [Fact]
    public async Task Answers_of_a_server_are_kept_replaced_and_cleared()
    {
        var store = (await OpenAsync()).Provisioning;
        await store.SetAnswerAsync(new CachedAnswer("b", "<x/>", Noon.AddSeconds(1)), Ct);
        await store.SetAnswerAsync(new CachedAnswer("a", "<y/>", Noon), Ct);
        await store.SetAnswerAsync(new CachedAnswer("b", "<z/>", Noon.AddSeconds(2)), Ct);

        (await store.ListAnswersAsync(Ct)).Should().Equal(new CachedAnswer("a", "<y/>", Noon), new CachedAnswer("b", "<z/>", Noon.AddSeconds(2)));
        await store.RemoveAnswerAsync("a", Ct);
        (await store.ListAnswersAsync(Ct)).Should().ContainSingle();
        await store.ClearAnswersAsync(Ct);
        (await store.ListAnswersAsync(Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_owed_to_a_board_is_kept()
    {
        var store = (await OpenAsync()).Provisioning;
        (await store.GetClientAsync("board1", Ct)).Should().Be(ProvisioningClientState.None);
        await store.SetClientAsync("board1", ProvisioningClientState.AskedRights, Ct);
        await store.SetClientAsync("board1", ProvisioningClientState.AskedRights | ProvisioningClientState.OwesClear, Ct);

        (await store.GetClientAsync("board1", Ct)).Should().Be(ProvisioningClientState.AskedRights | ProvisioningClientState.OwesClear);
        (await store.GetClientAsync("board2", Ct)).Should().Be(ProvisioningClientState.None);
    }

    private static AccessRule Rule(string device) =>
        new() { Device = device, Owner = Alice, Subject = AccessSubject.Of(Visitor), Action = AccessAction.Read, IsAllowed = true, Created = Noon };

    private static AccessQuestion Question(string device) =>
        new() { Owner = Alice, Device = device, Requester = Visitor, Action = AccessAction.Read, Asked = Noon };
}
