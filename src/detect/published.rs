//! Credentials that vendors print in their own documentation or ship in their emulators, and the
//! keys of standards' test vectors.

/// The first eight bytes of each one's BLAKE3 hash, sorted: hashes, so that this file holds
/// nothing that looks like a token. With whose it is.
const PUBLISHED: [(u64, &str); 72] = [
    (0x0a21_5a14_d241_84b4, "RFC 6238"),
    (0x0ec2_5570_7b7c_3a3d, "Telegram documentation"),
    (0x12c5_d571_08aa_b944, "Docker documentation"),
    (0x14a5_6356_c198_3450, "Traefik documentation"),
    (0x16b7_5758_1599_3edd, "AWS documentation"),
    (0x1bed_7b29_f093_0fa0, "AWS documentation"),
    (0x1d20_fed0_619f_8be2, "WMATA demo key"),
    (0x1ddf_9665_2f55_7d0b, "private key 1"),
    (0x1f9a_4e59_2e6d_c290, "BIP-39 test vectors"),
    (0x22f5_63f3_0998_f767, "Docker documentation"),
    (0x286e_3a91_f00e_bdbe, "Stripe documentation"),
    (0x2a88_6935_2553_b5f4, "BIP-39 test vectors"),
    (0x315e_1fbc_cf2e_ce4d, "Traefik documentation"),
    (0x31d3_9470_7ee8_64d5, "FIPS 197"),
    (0x333b_06ea_b468_5a94, "Supabase local development"),
    (0x3cca_1d3f_494f_8df7, "NIST SP 800-38A"),
    (0x3ed3_ce2d_6c6b_3b65, "Ganache"),
    (0x4368_d9fb_87d9_36ee, "AWS documentation"),
    (0x4cca_50f9_9b5c_ddb8, "BIP-39 test vectors"),
    (0x4d3f_256a_7331_f681, "AWS documentation"),
    (0x4e48_58ce_7da4_8544, "BIP-39 test vectors"),
    (0x4f10_8983_e1e9_26c5, "Dynatrace documentation"),
    (0x52dc_9501_bf52_e063, "Turnstile test key"),
    (0x5678_fdb8_47fe_88e0, "Docker documentation"),
    (0x579f_b696_a462_149e, "Laravel's user factory"),
    (0x588f_3cf1_b3ae_2f69, "RFC 7748"),
    (0x628d_575f_8787_c7ee, "BIP-39 test vectors"),
    (0x6797_9683_b892_f7cb, "AWS documentation"),
    (0x6a6f_9809_b74f_cfce, "BIP-39 test vectors"),
    (0x6c82_4099_9d5f_bce7, "TOTP documentation"),
    (0x6f97_fe65_b6a9_ea97, "RFC 7748"),
    (0x715d_385c_978b_4aa0, "Grafana documentation"),
    (0x76fa_d88b_034c_b80c, "Hardhat account 0"),
    (0x8198_da00_0927_b156, "reCAPTCHA test site key"),
    (0x84af_20ea_8323_17d5, "hCaptcha test secret"),
    (0x8bc5_658c_5a66_93cb, "RFC 8037"),
    (0x8e21_741c_dfdc_1bb8, "Google Cloud documentation"),
    (0x914d_d124_c317_40e5, "AWS documentation"),
    (0x931a_6fdd_94dc_7841, "BIP-39 test vectors"),
    (0x94cd_9210_9cad_ee5a, "AWS documentation"),
    (0x95f7_e18d_717e_be1f, "Traefik documentation"),
    (0x997f_28d8_24b9_fc23, "AWS documentation"),
    (0x9a20_9813_27a2_5754, "RFC 7515"),
    (0x9cd9_40f8_e27f_b704, "BIP-39 test vectors"),
    (0xa512_326e_817f_a61f, "RFC 6749"),
    (0xa64d_6e71_da3e_d5b0, "RFC 8032"),
    (0xa6b1_0c96_5c6d_2171, "Supabase local development"),
    (0xa82d_315b_a69e_c9da, "Docker documentation"),
    (0xa99f_f526_fa1f_7ee1, "Telegram documentation"),
    (0xad28_1d56_b678_bef0, "NIST SP 800-38A"),
    (0xb31a_b26a_6ac1_4949, "Telegram documentation"),
    (0xb4af_6d82_23f5_79c3, "Traefik documentation"),
    (0xb567_874b_8c63_b5f7, "RFC 8032"),
    (0xbc92_953d_e0e4_e576, "RFC 8032"),
    (0xbe48_895c_0d03_13dd, "Fernet specification"),
    (0xc032_d99a_c596_0d84, "Hardhat account 0"),
    (0xc734_869f_60f4_6c8b, "BIP-39 test vectors"),
    (0xc790_27b5_9655_4ac3, "Turnstile test key"),
    (0xd20d_2747_007b_6487, "Docker documentation"),
    (0xd24f_0cb8_f811_f50d, "reCAPTCHA test secret"),
    (0xd29c_8fb1_1a70_835b, "Turnstile test key"),
    (0xd410_8a2a_2f94_4066, "Cosmos DB emulator"),
    (0xd73b_f448_00b3_a328, "BIP-39 test vectors"),
    (0xdea6_1afc_3a2c_1a93, "RFC 7515"),
    (0xe6fd_dbd4_46a0_56df, "RFC 7748"),
    (0xe832_2be1_fa3e_0aa3, "Azure storage emulator"),
    (0xebac_9b2a_564e_3aeb, "GitHub documentation"),
    (0xefbf_bdb7_7220_60d3, "Truffle documentation"),
    (0xf6e6_a815_c85c_db57, "BIP-39 test vectors"),
    (0xf967_31fa_7919_67e0, "BIP-39 test vectors"),
    (0xfab0_7aac_563c_25fa, "Slack documentation"),
    (0xfb45_97af_0a4a_8945, "RFC 7617"),
];

/// Who published this value as an example, if somebody did, or the password of this login:
/// `test:$apr1$…`.
pub(super) fn by(secret: &[u8]) -> Option<&'static str> {
    let password = || memchr::memchr(b':', secret).map(|colon| &secret[colon + 1..]);
    whole(secret).or_else(|| whole(password()?))
}

/// The same of the value as a whole.
fn whole(secret: &[u8]) -> Option<&'static str> {
    let is_upper_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    let hash = if secret.iter().all(is_upper_hex) {
        blake3::hash(&secret.to_ascii_lowercase())
    } else {
        blake3::hash(secret)
    };
    let head = hash.as_bytes()[..8]
        .iter()
        .fold(0, |head, byte| (head << 8) | u64::from(*byte));
    PUBLISHED
        .binary_search_by_key(&head, |(hash, _)| *hash)
        .ok()
        .map(|at| PUBLISHED[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_published_examples_only() {
        assert_eq!(
            by(concat!("AKIAIOSFOD", "NN7EXAMPLE").as_bytes()),
            Some("AWS documentation")
        );
        assert_eq!(by(concat!("AKIAIOSFOD", "NN7EXAMPLF").as_bytes()), None);
        let seed = concat!(
            "9d61b19deffd5a60ba844af492ec2cc4",
            "4449c5697b326919703bac031cae7f60"
        );
        assert_eq!(by(seed.as_bytes()), Some("RFC 8032"));
        assert_eq!(by(seed.to_uppercase().as_bytes()), Some("RFC 8032"));
        let bot = concat!("110201543:", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw");
        assert_eq!(by(bot.as_bytes()), Some("Telegram documentation"));
        let login = concat!("czZCaGRSa3F0", "MzpnWDFmQmF0M2JW");
        assert_eq!(by(login.as_bytes()), Some("RFC 6749"));
        let swarm = concat!("SWMKEY-1-", "7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8");
        assert_eq!(by(swarm.as_bytes()), Some("Docker documentation"));
        let login = concat!("test:$$apr1$$H6uskkkW$$", "IgXLP6ewTrSuBkTrqE8wj/");
        assert_eq!(by(login.as_bytes()), Some("Traefik documentation"));
        let sas = concat!("aBBKDWQvyuVcTPH9EBp%2FXTI9", "E%2F%2Fmq171%2BZU178wcwqU%3D");
        assert_eq!(by(sas.as_bytes()), Some("AWS documentation"));
        assert_eq!(by(b"test:"), None);
        assert!(PUBLISHED.is_sorted());
    }
}
