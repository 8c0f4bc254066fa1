namespace VerifyXunit.Tests;

public class AcceptanceTests
{
    [Theory]
    [InlineData(null, null, false)]
    [InlineData("0", null, false)]
    [InlineData(null, "true", false)]
    [InlineData("1", null, true)]
    [InlineData("1", "false", true)]
    public void Snapshots_are_accepted_on_demand(string? accept, string? buildServer, bool expected) =>
        Assert.Equal(expected, Acceptance.Decide(accept, buildServer));

    [Theory]
    [InlineData("true")]
    [InlineData("1")]
    public void A_build_server_accepts_nothing(string buildServer) =>
        Assert.Throws<InvalidOperationException>(() => Acceptance.Decide("1", buildServer));
}
