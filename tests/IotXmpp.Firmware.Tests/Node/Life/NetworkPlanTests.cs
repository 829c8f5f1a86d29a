using IotXmpp.Device.Tests.Session;
using IotXmpp.Node.Life;

namespace IotXmpp.Node.Tests.Life;

/// <summary>The way to the service over a network that misbehaves in every way that is known of a board's.</summary>
public sealed class NetworkPlanTests
{
    private readonly KnownTime _time = new();
    private readonly List<int> _steps = [];
    private NetworkPlan _plan;
    private long _now;
    private bool _hasAddress;

    public NetworkPlanTests() => _plan = new(new SeededRandomSource(1), _time, 0, 0);

    [Fact]
    public void From_power_to_service_in_five_steps()
    {
        Play(until: NetworkStep.Serve, (NetworkStep.Join, NetworkFault.None));
        _steps.Should().Equal(NetworkStep.Join, NetworkStep.AskTime, NetworkStep.Resolve, NetworkStep.Connect, NetworkStep.Secure, NetworkStep.Serve);
        _plan.HasNetwork.Should().BeTrue();
        _plan.Fault.Should().Be(NetworkFault.None);
    }

    [Fact]
    public void With_a_network_and_the_time_nothing_is_done_until_the_session_wants_it()
    {
        Play(until: NetworkStep.Resolve);
        _plan.Next(hasAddress: true, connectionWanted: false, _now).Should().Be(NetworkStep.Rest);
        _plan.RestUntil.Should().BeGreaterThan(_now);
        _plan.Next(hasAddress: true, connectionWanted: true, _now).Should().Be(NetworkStep.Resolve, "a wish does not wait for the rest to be over");
    }

    [Theory]
    [InlineData(NetworkFault.Radio)]
    [InlineData(NetworkFault.NoAccessPoint)]
    [InlineData(NetworkFault.WrongPassword)]
    [InlineData(NetworkFault.NoAddress)]
    public void Each_third_join_that_fails_begins_from_scratch_and_waits_grow_to_half_a_minute(int fault)
    {
        long before = _now;
        var waits = new List<long>();
        for (int i = 0; i < 12; i++)
        {
            Expect(NetworkStep.Join).Done(NetworkStep.Join, fault, _now);
            waits.Add(Wait());
            if (i % 3 == 2)
            {
                Expect(NetworkStep.Leave).Done(NetworkStep.Leave, NetworkFault.None, _now);
                Wait();
            }
        }

        waits.Should().OnlyContain(wait => wait >= 1000 && wait <= 31_000);
        waits.Take(2).Should().OnlyContain(wait => wait < 6_000);
        waits.Max().Should().BeGreaterThan(10_000);
        _plan.Fault.Should().Be(fault);
        (_now - before).Should().BeLessThan(NetworkPlan.RestartAfter);
    }

    [Fact]
    public void What_the_access_point_says_to_a_new_try_is_not_hidden_by_waiting_in_vain()
    {
        for (int i = 0; i < NetworkPlan.JoinsBeforeLeave; i++)
        {
            Expect(NetworkStep.Join).Done(NetworkStep.Join, NetworkFault.NoAccessPoint, _now);
            Wait();
        }

        Expect(NetworkStep.Leave).Done(NetworkStep.Leave, NetworkFault.WrongPassword, _now);
        _plan.Fault.Should().Be(NetworkFault.WrongPassword);
        Wait();
        Expect(NetworkStep.Join).Done(NetworkStep.Join, NetworkFault.NoAccessPoint, _now);
        _plan.Fault.Should().Be(NetworkFault.WrongPassword);
        Wait();
        Expect(NetworkStep.Join).Done(NetworkStep.Join, NetworkFault.None, _now);
        _plan.Fault.Should().Be(NetworkFault.None);
    }

    [Fact]
    public void Boards_that_lost_the_same_access_point_do_not_come_back_at_once()
    {
        var first = Enumerable.Range(0, 20).Select(seed =>
        {
            var plan = new NetworkPlan(new SeededRandomSource(seed), new KnownTime(), 0, 0);
            for (int i = 0; i < 2; i++)
            {
                plan.Done(NetworkStep.Join, NetworkFault.NoAccessPoint, 0);
            }

            plan.Next(false, true, 0).Should().Be(NetworkStep.Rest);
            return plan.RestUntil;
        }).ToList();
        first.Distinct().Should().HaveCountGreaterThan(15);
    }

    [Theory]
    [InlineData(0, 900_000)]
    [InlineData(1, 1_800_000)]
    [InlineData(2, 3_600_000)]
    [InlineData(3, 7_200_000)]
    [InlineData(200, 7_200_000)]
    public void Without_a_network_the_board_restarts_less_and_less_often(int restarts, long after)
    {
        _plan = new(new SeededRandomSource(1), _time, restarts, 0);
        _plan.Next(false, true, after - 1).Should().NotBe(NetworkStep.Restart);
        _plan.Next(false, true, after).Should().Be(NetworkStep.Restart);
    }

    [Fact]
    public void A_network_that_comes_and_goes_is_no_reason_to_restart()
    {
        for (int hour = 0; hour < 24; hour++)
        {
            for (int quarter = 0; quarter < 4; quarter++)
            {
                _now += 800_000;
                _plan.Next(false, true, _now).Should().NotBe(NetworkStep.Restart);
                _now += 100_000;
                _plan.Next(true, true, _now).Should().NotBe(NetworkStep.Restart);
            }
        }
    }

    /// <summary>Errors of sockets as the class library throws them, and what becomes of them.</summary>
    [Theory]
    [InlineData(10060, NetworkFault.TimedOut)]
    [InlineData(10061, NetworkFault.Refused)]
    [InlineData(11001, NetworkFault.NameNotFound)]
    [InlineData(11002, NetworkFault.NameNotFound)]
    [InlineData(11003, NetworkFault.NameNotFound)]
    [InlineData(11004, NetworkFault.NameNotFound)]
    [InlineData(-9984, NetworkFault.Certificate)]
    [InlineData(-30592, NetworkFault.Tls)] // MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, -0x7780
    [InlineData(-29312, NetworkFault.Tls)] // MBEDTLS_ERR_SSL_CONN_EOF, -0x7280: a page where TLS was expected
    [InlineData(10053, NetworkFault.Unreachable)]
    [InlineData(10054, NetworkFault.Unreachable)]
    [InlineData(10065, NetworkFault.Unreachable)]
    [InlineData(10024, NetworkFault.Memory)]
    [InlineData(-1, NetworkFault.Other)]
    [InlineData(0, NetworkFault.Other)]
    public void Socket_errors_have_names(int errorCode, int fault) => NetworkFault.OfSocket(errorCode).Should().Be(fault);

    [Theory]
    [InlineData(NetworkFault.NameNotFound, true)]
    [InlineData(NetworkFault.TimedOut, true)]
    [InlineData(NetworkFault.Unreachable, true)]
    [InlineData(NetworkFault.Other, true)]
    [InlineData(NetworkFault.Refused, false)]
    [InlineData(NetworkFault.Certificate, false)]
    [InlineData(NetworkFault.Tls, false)]
    [InlineData(NetworkFault.Memory, false)]
    public void What_may_lie_in_the_wireless_network_makes_the_board_leave_it_after_five_tries(int fault, bool leaves)
    {
        Confirm();
        for (int i = 0; i < NetworkPlan.ConnectsBeforeLeave; i++)
        {
            Expect(NetworkStep.Resolve).Done(NetworkStep.Resolve, NetworkFault.None, _now);
            Expect(NetworkStep.Connect).Done(NetworkStep.Connect, fault, _now);
            _plan.Fault.Should().Be(fault);
        }

        _plan.Next(true, true, _now).Should().Be(leaves ? NetworkStep.Leave : NetworkStep.Resolve);
        _plan.HasNetwork.Should().Be(!leaves, "a network that is about to be left is none");
    }

    [Fact]
    public void A_connection_that_came_about_clears_the_suspicion()
    {
        Confirm();
        for (int i = 0; i < 20; i++)
        {
            for (int j = 0; j < NetworkPlan.ConnectsBeforeLeave - 1; j++)
                Expect(NetworkStep.Resolve).Done(NetworkStep.Resolve, NetworkFault.NameNotFound, _now);
            Play(until: NetworkStep.Serve);
            _plan.Lost();
        }
    }

    [Fact]
    public void A_certificate_that_is_not_yet_valid_makes_the_board_ask_the_time_before_it_tries_again()
    {
        _hasAddress = true;
        Expect(NetworkStep.AskTime).Done(NetworkStep.AskTime, NetworkFault.NoTime, _now);
        _plan.Fault.Should().Be(NetworkFault.NoTime);
        Expect(NetworkStep.Resolve).Done(NetworkStep.Resolve, NetworkFault.None, _now);
        Expect(NetworkStep.Connect).Done(NetworkStep.Connect, NetworkFault.None, _now);
        Expect(NetworkStep.Secure).Done(NetworkStep.Secure, NetworkFault.OfSocket(-9984), _now);
        Expect(NetworkStep.AskTime, "it is not a minute since it asked last, but now it matters");
        Confirm();
        _plan.Done(NetworkStep.AskTime, NetworkFault.None, _now);
        Expect(NetworkStep.Resolve).Done(NetworkStep.Resolve, NetworkFault.None, _now);
        Expect(NetworkStep.Connect).Done(NetworkStep.Connect, NetworkFault.None, _now);
        Expect(NetworkStep.Secure).Done(NetworkStep.Secure, NetworkFault.Certificate, _now);
        Expect(NetworkStep.Resolve, "with the right time a wrong certificate is the service's affair");
    }

    [Fact]
    public void In_a_captive_network_the_board_goes_on_trying_without_leaving_or_restarting()
    {
        // It has an address, every name leads to the portal, and the time server does not answer.
        _hasAddress = true;
        int secured = 0;
        for (long end = 24 * 3_600_000; _now < end; _now += 15_000)
        {
            int step = _plan.Next(true, true, _now);
            step.Should().BeOneOf(NetworkStep.AskTime, NetworkStep.Resolve, NetworkStep.Connect, NetworkStep.Secure);
            secured += step == NetworkStep.Secure ? 1 : 0;
            _plan.Done(step, step switch { NetworkStep.AskTime => NetworkFault.NoTime, NetworkStep.Secure => NetworkFault.Certificate, _ => NetworkFault.None }, _now);
        }

        secured.Should().BeGreaterThan(500);
        _time.IsConfirmed.Should().BeFalse();
    }

    [Fact]
    public void A_time_server_that_does_not_answer_holds_nobody_up()
    {
        _hasAddress = true;
        Expect(NetworkStep.AskTime).Done(NetworkStep.AskTime, NetworkFault.NoTime, _now);
        Play(until: NetworkStep.Serve);
        _steps.Should().NotContain(NetworkStep.AskTime);
        _plan.Fault.Should().Be(NetworkFault.None);
        _plan.Lost();
        _now += 61_000;
        Expect(NetworkStep.AskTime);
    }

    [Fact]
    public void A_network_that_goes_in_the_middle_of_it_begins_again()
    {
        Play(until: NetworkStep.Secure);
        _hasAddress = false;
        Expect(NetworkStep.Join).Done(NetworkStep.Join, NetworkFault.None, _now);
        _hasAddress = true;
        Expect(NetworkStep.Resolve);
    }

    private NetworkPlan Expect(int step, string because = "")
    {
        _plan.Next(_hasAddress, connectionWanted: true, _now).Should().Be(step, because);
        return _plan;
    }

    private void Confirm()
    {
        _hasAddress = true;
        _time.Confirm(KnownTime.Built + 86_400_000, _now).Should().BeTrue();
    }

    /// <summary>Lets time pass until the rest is over; how long that was.</summary>
    private long Wait()
    {
        _plan.Next(_hasAddress, connectionWanted: true, _now).Should().Be(NetworkStep.Rest);
        long wait = _plan.RestUntil - _now;
        _now = _plan.RestUntil;
        return wait;
    }

    private void Play(int until, params (int Step, int Fault)[] faults)
    {
        _steps.Clear();
        for (int i = 0; i < 50; i++)
        {
            int step = _plan.Next(_hasAddress, connectionWanted: true, _now);
            _steps.Add(step);
            if (step == until)
                return;
            int fault = faults.FirstOrDefault(f => f.Step == step).Fault;
            if (step == NetworkStep.Join && fault == NetworkFault.None)
                _hasAddress = true;
            if (step == NetworkStep.AskTime && fault == NetworkFault.None)
                Confirm();
            _plan.Done(step, fault, _now);
            _now += 100;
        }

        throw new InvalidOperationException("never came to " + until);
    }
}
