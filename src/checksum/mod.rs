//! What a token's own bytes prove, offline: checksums, and forms that must decode.
//!
//! Pure functions over bytes. [`verify`] tells whether a token's check holds; [`complete`] makes it
//! hold in a random token of the right shape, which is how a rule's examples come to pass.

mod aws;
mod azure;
mod azure_devops;
mod base58check;
mod bech32;
mod crc;
mod curve;
mod discord;
mod envelope;
mod macaroon;
mod marvin;
pub(crate) mod mnemonic;
mod nkey;
mod nuget;
pub(crate) mod radix;
mod solana;
mod tail;
mod vault;

#[cfg(test)]
mod vectors;

pub use aws::account as aws_account;

use crate::rule::Checksum;
use crate::rule::template::Dice;

/// What a check says of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The check holds: nobody typed this by hand, unless [`strength`] says it is a weak one.
    Holds,
    /// The check must hold in a real token and does not: mistyped, cut off or made up.
    /// Most examples in documentation end here. It may lower the confidence.
    Fails,
    /// The check does not hold, but is one that real tokens were seen to fail, or that nobody saw
    /// hold. It may lower the confidence a little.
    Doubtful,
    /// Nothing is proved: the token has a shape that carries no check (an older format).
    Unknown,
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

/// Whether the check that `kind` names holds in `token`, which is the whole token, prefix and
/// padding included, and nothing else.
///
/// | kind | source | a mismatch is |
/// |---|---|---|
/// | `github` (classic), `npm`, `gitlab`, `grafana` | published by the vendor | `Fails` |
/// | `github` (`github_pat_`), `vercel`, `atlassian`, `confluent`, `zuplo` | found by others; every known real value passes | `Fails` |
/// | `azure`: storage, Cosmos DB, Redis, annotated keys (`JQQJ9`) | Microsoft's code, and real values | `Fails` |
/// | `azure`: Batch, AI Search, Functions, Machine Learning, Service Bus, IoT; `azure-devops` | Microsoft's code | `Fails` |
/// | `azure`: the other signatures | Microsoft's code; of some of them real values fail | `Doubtful` |
/// | `nats`, `stellar`, `base58check`, `bech32`, `bip39`, `solana` | published standards | `Fails` |
/// | `secp256k1` | published; only zero and absurdly great numbers are out | `Fails` |
/// | `wireguard` | `wg genkey` clamps, other programs need not | `Unknown`; `Fails` if it is not 32 bytes |
/// | `macaroon`, `nuget` | published form | `Fails` |
/// | `envelope`, `vault`, `discord`, `aws-key-id` | observed form | `Fails` when it does not decode at all, else `Unknown` |
#[must_use]
pub fn verify(kind: Checksum, token: &[u8]) -> Verdict {
    match kind {
        Checksum::Github => tail::verify(tail::github(token), token),
        Checksum::Npm => tail::verify(tail::npm(token), token),
        Checksum::Vercel => tail::verify(tail::vercel(token), token),
        Checksum::Gitlab => tail::verify(tail::gitlab(token), token),
        Checksum::Atlassian => tail::verify(tail::atlassian(token), token),
        Checksum::Grafana => tail::verify(tail::grafana(token), token),
        Checksum::Confluent => tail::verify(tail::confluent(token), token),
        Checksum::Zuplo => tail::verify(tail::zuplo(token), token),
        Checksum::Azure => azure::verify(token),
        Checksum::AzureDevops => azure_devops::verify(token),
        Checksum::Nuget => nuget::verify(token),
        Checksum::Macaroon => macaroon::verify(token),
        Checksum::Nats => nkey::verify_nats(token),
        Checksum::Stellar => nkey::verify_stellar(token),
        Checksum::Base58check => base58check::verify(token),
        Checksum::Bech32 => bech32::verify(token),
        Checksum::Bip39 => mnemonic::verify(token),
        Checksum::Solana => solana::verify(token),
        Checksum::Wireguard => curve::verify_wireguard(token),
        Checksum::Secp256k1 => curve::verify_secp256k1(token),
        Checksum::AwsKeyId => aws::verify(token),
        Checksum::Vault => vault::verify(token),
        Checksum::Discord => discord::verify(token),
        Checksum::Envelope => envelope::verify(token),
    }
}

/// How many bits the check has: a made-up token of the right shape passes once in 2 to this many.
///
/// 0 for a form that must decode: chance does not meet it, but whoever copies an example does. Below
/// about 16 a check that holds is no reason to overrule anything else.
#[must_use]
pub fn strength(kind: Checksum) -> u32 {
    match kind {
        Checksum::Github
        | Checksum::Npm
        | Checksum::Vercel
        | Checksum::Gitlab
        | Checksum::Atlassian
        | Checksum::Grafana
        | Checksum::Confluent
        | Checksum::Zuplo
        | Checksum::AzureDevops
        | Checksum::Base58check => 32,
        Checksum::Bech32 => 30,
        Checksum::Azure => 24,
        Checksum::Nats | Checksum::Stellar => 16,
        Checksum::Solana => 256,
        Checksum::Bip39 => 4,
        Checksum::Wireguard => 5,
        Checksum::Secp256k1
        | Checksum::AwsKeyId
        | Checksum::Nuget
        | Checksum::Macaroon
        | Checksum::Vault
        | Checksum::Discord
        | Checksum::Envelope => 0,
    }
}

/// Rewrites a random token of the right shape so that its check holds. Its prefix and length stay;
/// where the whole must be encoded anew, so is its body, from `dice`. A token of another shape
/// comes back as it is.
#[must_use]
pub fn complete(kind: Checksum, token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    match kind {
        Checksum::Github => tail::complete(tail::github(&token), token),
        Checksum::Npm => tail::complete(tail::npm(&token), token),
        Checksum::Vercel => tail::complete(tail::vercel(&token), token),
        Checksum::Gitlab => {
            let token = tail::with_gitlab_length(token);
            tail::complete(tail::gitlab(&token), token)
        }
        Checksum::Atlassian => tail::complete(tail::atlassian(&token), token),
        Checksum::Grafana => tail::complete(tail::grafana(&token), token),
        Checksum::Confluent => tail::complete(tail::confluent(&token), token),
        Checksum::Zuplo => tail::complete(tail::zuplo(&token), token),
        Checksum::Azure => azure::complete(token, dice),
        Checksum::AzureDevops => azure_devops::complete(token),
        Checksum::Nuget => nuget::complete(token, dice),
        Checksum::Macaroon => macaroon::complete(token, dice),
        Checksum::Nats => nkey::complete_nats(token, dice),
        Checksum::Stellar => nkey::complete_stellar(token, dice),
        Checksum::Base58check => base58check::complete(token, dice),
        Checksum::Bech32 => bech32::complete(token, dice),
        Checksum::Bip39 => mnemonic::complete(token, dice),
        Checksum::Solana => solana::complete(token, dice),
        Checksum::Wireguard => curve::complete_wireguard(token, dice),
        Checksum::Secp256k1 => curve::complete_secp256k1(token, dice),
        Checksum::AwsKeyId => aws::complete(token, dice),
        Checksum::Vault => vault::complete(token, dice),
        Checksum::Discord => discord::complete(token, dice),
        Checksum::Envelope => envelope::complete(token, dice),
    }
}

/// Random bytes.
fn roll<const N: usize>(dice: &mut Dice) -> [u8; N] {
    std::array::from_fn(|_| dice.below(256) as u8)
}
