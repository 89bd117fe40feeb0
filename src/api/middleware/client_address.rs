//! The client's address: the peer of the connection, or the address that a trusted proxy passes on.
//!
//! Own code in place of a crate: a network is read and compared in a few lines, and both headers are needed, since each kind of
//! proxy writes one of them.

use std::net::IpAddr;
use std::str::FromStr;

use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The header in which the proxies pass on the client's address. The other one is ignored, since it may be the client's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`, as nginx, HAProxy and Caddy write it.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl FromStr for ProxyHeader {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        match raw.to_ascii_lowercase().as_str() {
            "x-forwarded-for" => Ok(Self::XForwardedFor),
            "forwarded" => Ok(Self::Forwarded),
            _ => Err("The header must be x-forwarded-for or forwarded.".to_owned()),
        }
    }
}

/// The reverse proxies that the service trusts.
#[derive(Clone, Debug)]
pub struct Proxies {
    /// Their networks.
    pub networks: Vec<Network>,
    /// The header that they write.
    pub header: ProxyHeader,
}

/// A network, as `10.0.0.0/8` or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl FromStr for Network {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let wrong = || "A network must have the form 10.0.0.0/8, fd00::/8 or 127.0.0.1.".to_owned();
        let (address, bits) = raw.trim().split_once('/').map_or((raw.trim(), None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| wrong()))?;
        if bits <= most { Ok(Self { address, bits }) } else { Err(wrong()) }
    }
}

impl Network {
    /// Whether the address is in the network.
    pub fn holds(&self, address: IpAddr) -> bool {
        let differing = match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => (u32::from(own) ^ u32::from(other)).leading_zeros(),
            (IpAddr::V6(own), IpAddr::V6(other)) => (u128::from(own) ^ u128::from(other)).leading_zeros(),
            _ => return false,
        };
        differing >= self.bits
    }
}

impl Proxies {
    /// The address of the client whose request came from this peer.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        client_address(peer, headers, self)
    }
}

/// The client's address. Each proxy appends the address that it was reached from, so the list is read from its end: the first
/// address that is no trusted proxy's is the client's. The addresses before it may be forged.
fn client_address(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> IpAddr {
    let is_trusted = |address: IpAddr| proxies.networks.iter().any(|network| network.holds(address));
    let mut client = peer;
    if !is_trusted(client) {
        return client;
    }
    for hop in hops(headers, proxies.header).into_iter().rev() {
        // An unreadable hop ends the chain: the last readable one counts.
        let Some(address) = hop else { break };
        client = address;
        if !is_trusted(client) {
            break;
        }
    }
    client
}

/// The addresses of the chain, the client's own first.
fn hops(headers: &HeaderMap, header: ProxyHeader) -> Vec<Option<IpAddr>> {
    let items = |name: &HeaderName| -> Vec<String> {
        let lists = headers.get_all(name).map(|value| value.to_str().unwrap_or_default());
        lists.flat_map(|list| list.split(',')).map(|item| item.trim().to_owned()).collect()
    };
    let of_client = |item: &String| {
        let pairs = item.split(';').filter_map(|pair| pair.split_once('='));
        let value =
            pairs.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("for")).map(|(_, value)| value)?;
        address_in(value.trim().trim_matches('"'))
    };
    match header {
        ProxyHeader::XForwardedFor => items(&X_FORWARDED_FOR).iter().map(|item| address_in(item)).collect(),
        ProxyHeader::Forwarded => items(&FORWARDED).iter().map(of_client).collect(),
    }
}

/// An address, with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`.
fn address_in(text: &str) -> Option<IpAddr> {
    if let Some((address, _)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return address.parse().ok();
    }
    let without_port = text.split_once(':').map_or(text, |(address, _)| address);
    text.parse().or_else(|_| without_port.parse()).ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn client(peer: &str, name: HeaderName, values: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), HeaderValue::from_str(value).unwrap());
        }
        let networks = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let proxies = Proxies { networks, header: name.as_str().parse().unwrap() };
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_trusted_proxies_pass_on_an_address() {
        let client = |peer, values: &[&str], trusted: &[&str]| client(peer, X_FORWARDED_FOR, values, trusted);
        assert_eq!(client("192.0.2.9", &["198.51.100.7"], &[]), "192.0.2.9");
        assert_eq!(client("192.0.2.9", &["198.51.100.7"], &["10.0.0.0/8"]), "192.0.2.9");
        assert_eq!(client("10.1.2.3", &["198.51.100.7"], &["10.0.0.0/8"]), "198.51.100.7");
        // The client's own value is before the address that the proxy appended.
        assert_eq!(client("10.1.2.3", &["1.1.1.1, 198.51.100.7"], &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(client("10.1.2.3", &["1.1.1.1", "198.51.100.7, 10.9.9.9"], &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(client("10.1.2.3", &["nonsense"], &["10.0.0.0/8"]), "10.1.2.3");
        assert_eq!(client("10.1.2.3", &[], &["10.0.0.0/8"]), "10.1.2.3");
        assert_eq!(client("::1", &["2001:db8::5"], &["::1"]), "2001:db8::5");
    }

    #[test]
    fn the_header_forwarded_is_read() {
        let client = |values: &[&str]| client("127.0.0.1", FORWARDED, values, &["127.0.0.1/32"]);
        assert_eq!(client(&["for=198.51.100.7;proto=https;by=10.0.0.1"]), "198.51.100.7");
        assert_eq!(client(&["for=1.1.1.1, For=\"[2001:db8::5]:4711\""]), "2001:db8::5");
        assert_eq!(client(&["for=198.51.100.7, for=_hidden"]), "127.0.0.1");
    }

    #[test]
    fn the_other_header_is_ignored() {
        let mut headers = HeaderMap::new();
        headers.insert(FORWARDED, HeaderValue::from_static("for=1.1.1.1"));
        let client = |headers: &HeaderMap, header: &str| {
            let proxies = Proxies { networks: vec!["127.0.0.1".parse().unwrap()], header: header.parse().unwrap() };
            proxies.client("127.0.0.1".parse().unwrap(), headers).to_string()
        };
        assert_eq!(client(&headers, "X-Forwarded-For"), "127.0.0.1");
        headers.insert(X_FORWARDED_FOR, HeaderValue::from_static("198.51.100.7"));
        assert_eq!(client(&headers, "x-forwarded-for"), "198.51.100.7");
        assert_eq!(client(&headers, "forwarded"), "1.1.1.1");
        headers.remove(FORWARDED);
        assert_eq!(client(&headers, "forwarded"), "127.0.0.1");
        assert!("x-real-ip".parse::<ProxyHeader>().is_err());
    }

    #[test]
    fn networks_are_read_strictly() {
        let holds = |network: &str, address: &str| network.parse::<Network>().unwrap().holds(address.parse().unwrap());
        assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("0.0.0.0/0", "9.9.9.9") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("fd00::/8", "fd12::1") && holds("10.0.0.0/8", "::ffff:10.0.0.1"));
        for wrong in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/x", "host"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                for name in [FORWARDED, X_FORWARDED_FOR] {
                    let mut headers = HeaderMap::new();
                    headers.insert(name.clone(), value.clone());
                    let peer: IpAddr = "127.0.0.1".parse().unwrap();
                    let header = name.as_str().parse().unwrap();
                    let _ = Proxies { networks: vec!["127.0.0.1".parse().unwrap()], header }.client(peer, &headers);
                }
            }
        }
    }
}
